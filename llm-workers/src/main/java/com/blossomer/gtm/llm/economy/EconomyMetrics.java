package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.SubmissionState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is told of batches and their entries. */
final class EconomyMetrics {

    private final MeterRegistry registry;

    EconomyMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(EconomyLane lane, ToDoubleFunction<EconomyLane> gathering, ToDoubleFunction<EconomyLane> submitted) {
        gauge(lane, "gathering", gathering);
        gauge(lane, "submitted", submitted);
    }

    private void gauge(EconomyLane lane, String where, ToDoubleFunction<EconomyLane> count) {
        Gauge.builder("blossomer.llm.economy.entries", lane, count)
                .description("Tasks that wait for a batch to be submitted, or for the results of one that was")
                .tag("state", where)
                .strongReference(true)
                .register(registry);
    }

    /** A batch's record was written. */
    void state(String provider, SubmissionState state) {
        Counter.builder("blossomer.llm.economy.submissions")
                .description("Submissions, by the states that they came into")
                .tags("provider", provider, "state", state.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    /** @param outcome answered; or why a task is asked by itself */
    void result(String provider, String outcome) {
        Counter.builder("blossomer.llm.economy.results")
                .description("What batches came to, entry by entry")
                .tags("provider", provider, "outcome", outcome)
                .register(registry)
                .increment();
    }
}
