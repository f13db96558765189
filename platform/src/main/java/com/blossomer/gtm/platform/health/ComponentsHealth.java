package com.blossomer.gtm.platform.health;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.Components;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Whether every component that was started does its work. */
@Singleton
@Readiness
final class ComponentsHealth implements HealthIndicator {

    private final Components components;

    ComponentsHealth(Components components) {
        this.components = components;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Map<String, Component.Health> states = components.health();
        Map<String, Object> details = new LinkedHashMap<>();
        states.forEach((name, health) ->
                details.put(name, Map.of("status", health.up() ? "UP" : "DOWN", "detail", health.detail())));
        boolean up = states.values().stream().allMatch(Component.Health::up);
        return Publishers.just(HealthResult.builder("components", up ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }
}
