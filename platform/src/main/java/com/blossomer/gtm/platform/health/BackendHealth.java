package com.blossomer.gtm.platform.health;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.reactivestreams.Publisher;

/** Asks something outside, which may block, on an executor that may. */
abstract class BackendHealth implements HealthIndicator {

    private final String name;
    private final ExecutorService blocking;

    BackendHealth(String name, ExecutorService blocking) {
        this.name = name;
        this.blocking = blocking;
    }

    /**
     * Details of what answers.
     *
     * @throws Exception when it does not
     */
    abstract Map<String, Object> ask() throws Exception;

    @Override
    public final Publisher<HealthResult> getResult() {
        return Publishers.fromCompletableFuture(
                () -> java.util.concurrent.CompletableFuture.supplyAsync(this::result, blocking));
    }

    private HealthResult result() {
        try {
            return HealthResult.builder(name, HealthStatus.UP).details(ask()).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down(e);
        } catch (Exception e) { // whatever keeps it from answering is what health is asked for
            return down(e);
        }
    }

    private HealthResult down(Exception e) {
        Throwable cause =
                e instanceof java.util.concurrent.ExecutionException && e.getCause() != null ? e.getCause() : e;
        return HealthResult.builder(name, HealthStatus.DOWN)
                .details(Map.of("error", cause.getClass().getSimpleName() + ": " + cause.getMessage()))
                .build();
    }
}
