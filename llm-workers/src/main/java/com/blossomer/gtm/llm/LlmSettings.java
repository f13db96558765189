package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.Prices;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the LLM workers run.
 *
 * @param timeout of one request, until its whole answer is there
 * @param interactiveRetryLimit how long a task that somebody waits for goes on while providers are throttled or down
 * @param batchRetryLimit the same for a task of a batch; below {@code blossomer.pipeline.batch-deadline}
 * @param interactiveConcurrency prompts in flight that somebody waits for
 * @param batchConcurrency prompts of batches in flight, beside the others
 * @param prices as in {@link Prices#parse}
 */
@ConfigurationProperties("blossomer.llm")
public record LlmSettings(
        @Bindable(defaultValue = "120s") Duration timeout,
        @Bindable(defaultValue = "5m") Duration interactiveRetryLimit,
        @Bindable(defaultValue = "12h") Duration batchRetryLimit,
        @Bindable(defaultValue = "64") int interactiveConcurrency,
        @Bindable(defaultValue = "64") int batchConcurrency,
        @Bindable(defaultValue = "") String prices) {

    public LlmSettings {
        positive("timeout", timeout);
        positive("interactive-retry-limit", interactiveRetryLimit);
        positive("batch-retry-limit", batchRetryLimit);
        positive("interactive-concurrency", interactiveConcurrency);
        positive("batch-concurrency", batchConcurrency);
        Prices.parse(prices);
    }

    private static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("blossomer.llm." + name + " is " + value + "; it must be longer than 0");
        }
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("blossomer.llm." + name + " is " + value + "; it must be at least 1");
        }
    }
}
