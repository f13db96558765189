package com.blossomer.gtm.llm;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;

/** Which providers are configured and how they do. Always up: without a key the offline provider answers. */
@Singleton
final class ProvidersHealth implements HealthIndicator {

    private final ProviderPool providers;

    ProvidersHealth(ProviderPool providers) {
        this.providers = providers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(HealthResult.builder("llm-providers", HealthStatus.UP)
                .details(providers.describe())
                .build());
    }
}
