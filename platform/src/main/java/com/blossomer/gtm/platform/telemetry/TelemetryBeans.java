package com.blossomer.gtm.platform.telemetry;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

@Factory
final class TelemetryBeans {

    @Singleton
    @Secondary
    @Bean(preDestroy = "close")
    Tracing tracing(@Value("${micronaut.application.name:blossomer}") String service) {
        return Tracing.of(service, System.getenv());
    }
}
