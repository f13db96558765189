package com.blossomer.gtm.llm;

import static com.blossomer.gtm.llm.Tasks.BAD;
import static com.blossomer.gtm.llm.Tasks.GOOD;
import static com.blossomer.gtm.llm.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import io.github.resilience4j.core.IntervalFunction;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CallMetricsTest {

    private static final TokenUsage USAGE = TokenUsage.of(1_000, 100);

    private final SettableClock clock = new SettableClock();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LlmOutcome[] answers = {
        new Throttled(Optional.of(Duration.ofSeconds(3)), "slow down"),
        new Completed(BAD, "gpt-5-2026", USAGE),
        new Completed(GOOD, "gpt-5-2026", USAGE)
    };

    @Test
    void each_real_call_is_told_of_by_the_names_of_opentelemetry() throws InterruptedException {
        handle(registry);

        Timer answered = registry.get("gen_ai.client.operation.duration")
                .tag("gen_ai.operation.name", "chat")
                .tag("gen_ai.provider.name", "openai")
                .tag("gen_ai.request.model", "gpt-5")
                .tag("gen_ai.response.model", "gpt-5-2026")
                .tag("error.type", "")
                .timer();
        assertThat(answered.count()).isEqualTo(2);
        assertThat(answered.totalTime(TimeUnit.SECONDS)).isEqualTo(4);
        Timer throttled = registry.get("gen_ai.client.operation.duration")
                .tag("gen_ai.response.model", "")
                .tag("error.type", "throttled")
                .timer();
        assertThat(throttled.count()).isEqualTo(1);
    }

    @Test
    void tokens_are_counted_by_kind_and_only_where_the_provider_counts() throws InterruptedException {
        handle(registry);

        DistributionSummary input = registry.get("gen_ai.client.token.usage")
                .tag("gen_ai.token.type", "input")
                .tag("gen_ai.request.model", "gpt-5")
                .summary();
        assertThat(input.count()).isEqualTo(2);
        assertThat(input.totalAmount()).isEqualTo(2_000);
        assertThat(registry.get("gen_ai.client.token.usage")
                        .tag("gen_ai.token.type", "output")
                        .summary()
                        .totalAmount())
                .isEqualTo(200);
    }

    @Test
    void what_calls_cost_is_in_dollars_by_provider_and_model() throws InterruptedException {
        handle(registry);

        assertThat(registry.get("blossomer.llm.cost")
                        .tag("provider", "openai")
                        .tag("model", "gpt-5")
                        .counter()
                        .count())
                .isCloseTo(2 * (1_000 * 0.25 + 100 * 2) / 1e6, org.assertj.core.data.Offset.offset(1e-12));
    }

    @Test
    void limits_breakers_and_waits_are_gauges() throws InterruptedException {
        ProviderPool pool = handle(registry);

        assertThat(pool.describe()).containsKey("openai");
        assertThat(gauge("blossomer.llm.concurrency.limit")).isEqualTo(4);
        assertThat(gauge("blossomer.llm.breaker.state")).isZero();
        assertThat(gauge("blossomer.llm.closed")).isZero();
        assertThat(registry.get("blossomer.llm.in.flight").gauges()).hasSize(2);
        assertThat(registry.get("blossomer.llm.waiting").gauges()).hasSize(2);
        assertThat(registry.get("blossomer.llm.wait")
                        .tag("lane", "interactive")
                        .timer()
                        .count())
                .isEqualTo(3);
    }

    @Test
    void prometheus_shows_them_with_the_buckets_of_the_conventions() throws InterruptedException {
        PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        handle(prometheus);

        assertThat(prometheus.scrape())
                .contains("gen_ai_client_operation_duration_seconds_bucket{")
                .contains("gen_ai_provider_name=\"openai\"", "error_type=\"throttled\"", "le=\"2.56\"", "le=\"81.92\"")
                .contains("gen_ai_client_token_usage_bucket{", "gen_ai_token_type=\"output\"", "le=\"6.7108864E7\"")
                .contains("blossomer_llm_cost_usd_total{model=\"gpt-5\",provider=\"openai\"}")
                .contains("blossomer_llm_breaker_state{provider=\"openai\"}");
    }

    private double gauge(String name) {
        return registry.get(name).tag("provider", "openai").gauge().value();
    }

    /** A task that is throttled once and repaired once: three calls of two seconds. */
    private ProviderPool handle(MeterRegistry meters) throws InterruptedException {
        Prices prices = Prices.parse("openai/gpt-5=0.25/2");
        ScriptedProvider scripted = new ScriptedProvider("openai", answers);
        LlmProvider slow = new LlmProvider() {
            @Override
            public String name() {
                return scripted.name();
            }

            @Override
            public String describe() {
                return scripted.describe();
            }

            @Override
            public LlmOutcome complete(LlmRequest request) {
                clock.pass(Duration.ofSeconds(2));
                return scripted.complete(request);
            }
        };
        ProviderPool pool = new ProviderPool(
                List.of(slow), name -> new LimitSettings(name, 0, 0, 8, 25), new CallMetrics(meters, prices), clock);
        Backoff backoff = new Backoff(
                clock,
                clock::pass,
                IntervalFunction.of(Duration.ofSeconds(1)),
                Duration.ofMinutes(5),
                Duration.ofHours(12));
        new PromptHandler(pool, prices, Duration.ofSeconds(9), backoff).handle(task(Lane.INTERACTIVE, "openai/gpt-5"));
        assertThat(scripted.requests).hasSize(3);
        return pool;
    }
}
