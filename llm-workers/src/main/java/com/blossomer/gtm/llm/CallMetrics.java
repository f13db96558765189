package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What is told of calls to models: OpenTelemetry's names for generative AI ({@code gen_ai.client.*}, in development there;
 * names, attributes and buckets of 2026) for each real call, and our own for cost, limits and breakers. An attribute that
 * does not apply is empty, which Prometheus takes for absent: its labels must be the same every time.
 */
final class CallMetrics {

    private static final Duration[] SECONDS = IntStream.range(0, 14)
            .mapToObj(power -> Duration.ofMillis(10L << power))
            .toArray(Duration[]::new);
    private static final double[] TOKENS =
            IntStream.range(0, 14).mapToDouble(power -> Math.pow(4, power)).toArray();
    private static final double NANO = 1e-9;

    private final MeterRegistry registry;
    private final Prices prices;

    CallMetrics(MeterRegistry registry, Prices prices) {
        this.registry = registry;
        this.prices = prices;
    }

    /** One call that the provider was really asked. */
    void called(String provider, String model, LlmOutcome outcome, Duration took) {
        Tags tags = tags(provider, model, outcome);
        Timer.builder("gen_ai.client.operation.duration")
                .description("From a request to a model to its whole answer")
                .tags(tags.and("error.type", errorType(outcome)))
                .serviceLevelObjectives(SECONDS)
                .register(registry)
                .record(took);
        used(tags, provider, model, outcome.usage(), prices.nanoUsd(provider + "/" + model, outcome.usage()));
    }

    /** One entry of a batch, which took as long as the batch. */
    void batched(String provider, String model, LlmOutcome outcome, OptionalLong cost) {
        used(tags(provider, model, outcome), provider, model, outcome.usage(), cost);
    }

    private static Tags tags(String provider, String model, LlmOutcome outcome) {
        return Tags.of(
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                wellKnown(provider),
                "gen_ai.request.model",
                model,
                "gen_ai.response.model",
                outcome instanceof LlmOutcome.Completed completed ? completed.model() : "");
    }

    private void used(Tags tags, String provider, String model, TokenUsage usage, OptionalLong cost) {
        if (usage.any()) {
            tokens(tags.and("gen_ai.token.type", "input"), usage.input());
            tokens(tags.and("gen_ai.token.type", "output"), usage.output());
            Counter.builder("blossomer.llm.cost")
                    .description("What calls cost, by the prices that are set")
                    .baseUnit("usd")
                    .tags("provider", provider, "model", model)
                    .register(registry)
                    .increment(cost.orElse(0) * NANO);
        }
    }

    /** What a task took besides waiting for providers and their limits. */
    void overhead(Lane lane, Duration own) {
        Timer.builder("blossomer.llm.overhead")
                .description("Of a task, what was spent on preparing requests and on checking answers")
                .tag("lane", name(lane))
                .publishPercentiles(0.5, 0.95, 0.99)
                .distributionStatisticExpiry(Duration.ofMinutes(1))
                .register(registry)
                .record(own);
    }

    /** How long a task waited at the gate. */
    void waited(String provider, Lane lane, Duration wait) {
        Timer.builder("blossomer.llm.wait")
                .description("From wanting to ask a provider to being let through by its limits")
                .tags("provider", provider, "lane", name(lane))
                .register(registry)
                .record(wait);
    }

    /** Shows a provider's limits and breaker for as long as there is the registry. */
    void watch(String provider, Gate gate, CircuitBreaker breaker) {
        Tags tags = Tags.of("provider", provider);
        Gauge.builder("blossomer.llm.concurrency.limit", gate, Gate::limit)
                .description("Calls that may be in flight now, by what the provider has taken")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Gauge.builder("blossomer.llm.breaker.state", breaker, CallMetrics::state)
                .description("0 closed, 1 trying a few calls, 2 open")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Gauge.builder("blossomer.llm.closed", gate, asked -> asked.closed().isPresent() ? 1 : 0)
                .description("1 while nobody may ask: told to wait, wrong key, or failing")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        for (Lane lane : Lane.values()) {
            Tags both = tags.and("lane", name(lane));
            Gauge.builder("blossomer.llm.in.flight", gate, asked -> asked.inFlight(lane))
                    .description("Calls in flight")
                    .tags(both)
                    .strongReference(true)
                    .register(registry);
            Gauge.builder("blossomer.llm.waiting", gate, asked -> asked.waiting(lane))
                    .description("Tasks that wait for the limits to let them through")
                    .tags(both)
                    .strongReference(true)
                    .register(registry);
        }
    }

    private void tokens(Tags tags, long count) {
        DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Tokens of each call, as the provider counts them")
                .tags(tags)
                .serviceLevelObjectives(TOKENS)
                .register(registry)
                .record((double) count);
    }

    private static int state(CircuitBreaker breaker) {
        return switch (breaker.getState()) {
            case CLOSED, METRICS_ONLY, DISABLED -> 0;
            case HALF_OPEN -> 1;
            case OPEN, FORCED_OPEN -> 2;
        };
    }

    /** What kept it from being an answer; empty for one. */
    static String errorType(LlmOutcome outcome) {
        return outcome instanceof LlmOutcome.Completed
                ? ""
                : outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static String wellKnown(String provider) {
        return provider.equals("gemini") ? "gcp.gemini" : provider;
    }

    private static String name(Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT);
    }
}
