package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.platform.kafka.CompactedView;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.Prompts;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

@Factory
final class IngressBeans {

    /** Which budgets there are. */
    @Singleton
    CompactedView<Budget> budgets(KafkaClients kafka) {
        return new CompactedView<>(kafka, Topics.BUDGETS);
    }

    /** Where another module of the same process brings them, those are used. */
    @Singleton
    @Secondary
    @Requires(missingBeans = Prompts.class)
    Prompts prompts(KafkaClients kafka, AssetCatalog catalog) {
        return new Prompts(kafka, catalog);
    }

    /** Where another module of the same process brings the catalogue, that one is used. */
    @Singleton
    @Secondary
    @Requires(missingBeans = AssetCatalog.class)
    AssetCatalog catalog() {
        return AssetCatalog.load();
    }
}
