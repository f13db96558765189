package com.blossomer.gtm.llm;

import io.micronaut.context.BeanContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import jakarta.inject.Singleton;

/** The limits that are set, by the provider's name. */
@Singleton
final class ProviderLimits {

    private final BeanContext context;
    private final LlmSettings workers;

    ProviderLimits(BeanContext context, LlmSettings workers) {
        this.context = context;
        this.workers = workers;
    }

    LimitSettings of(String provider) {
        return context.findBean(LimitSettings.class, Qualifiers.byName(provider))
                .orElseGet(() -> LimitSettings.none(provider))
                .forWorkers(workers.interactiveConcurrency(), workers.batchConcurrency());
    }
}
