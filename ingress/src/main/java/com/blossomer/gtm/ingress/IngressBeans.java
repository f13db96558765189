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
import jakarta.inject.Named;
import jakarta.inject.Singleton;

@Factory
final class IngressBeans {

    /** Which budgets there are. */
    @Singleton
    CompactedView<Budget> budgets(KafkaClients kafka) {
        return new CompactedView<>(kafka, Topics.BUDGETS);
    }

    /** Runs are pinned to versions of prompts. */
    @Singleton
    @Named("ingress")
    Prompts.Wanted prompts() {
        return new Prompts.Wanted();
    }

    /** Where another module of the same process brings the catalogue, that one is used. */
    @Singleton
    @Secondary
    @Requires(missingBeans = AssetCatalog.class)
    AssetCatalog catalog() {
        return AssetCatalog.load();
    }
}
