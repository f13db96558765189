package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.Prompts;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

@Factory
final class ReplayBeans {

    /** Where another module of the same process brings them, those are used. */
    @Singleton
    @Secondary
    @Requires(missingBeans = Prompts.class)
    Prompts prompts(KafkaClients kafka) {
        return new Prompts(kafka, AssetCatalog.load());
    }
}
