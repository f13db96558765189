package com.blossomer.gtm.llm;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What may be asked of one provider by this process: {@code blossomer.llm.limits.PROVIDER.…}, such as
 * {@code BLOSSOMER_LLM_LIMITS_OPENAI_REQUESTS_PER_MINUTE}. The rates of an account are shared out over the processes that
 * use it by whoever starts them.
 *
 * @param provider its name
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute input and output together; 0 for no limit
 * @param concurrency calls in flight at most; halved while the provider throttles; 0 for as many as the workers take on
 * @param interactiveShare percent of the concurrency and of the rates that tasks of batches never get
 */
@EachProperty("blossomer.llm.limits")
record LimitSettings(
        @Parameter String provider,
        @Bindable(defaultValue = "0") int requestsPerMinute,
        @Bindable(defaultValue = "0") int tokensPerMinute,
        @Bindable(defaultValue = "0") int concurrency,
        @Bindable(defaultValue = "25") int interactiveShare) {

    LimitSettings {
        notNegative(provider, "requests-per-minute", requestsPerMinute);
        notNegative(provider, "tokens-per-minute", tokensPerMinute);
        notNegative(provider, "concurrency", concurrency);
        if (interactiveShare < 0 || interactiveShare > 90) {
            throw new IllegalArgumentException("blossomer.llm.limits." + provider + ".interactive-share is "
                    + interactiveShare + "; it is a percentage from 0 to 90");
        }
    }

    /** Of a provider that nothing is set for. */
    static LimitSettings none(String provider) {
        return new LimitSettings(provider, 0, 0, 0, 25);
    }

    /** With as many calls as the workers may have in flight, where no number is set: what the lanes' shares leave room for. */
    LimitSettings forWorkers(int interactive, int batch) {
        int fits = Math.max(interactive + batch, (int) Math.ceil(batch * 100.0 / (100 - interactiveShare)) + 1);
        return concurrency > 0
                ? this
                : new LimitSettings(provider, requestsPerMinute, tokensPerMinute, fits, interactiveShare);
    }

    /** Of {@code amount}, what is kept for interactive work: rounded up, but never the last one. */
    int reserved(int amount) {
        return Math.max(0, Math.min((int) Math.ceil(amount * (interactiveShare / 100.0)), amount - 1));
    }

    private static void notNegative(String provider, String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("blossomer.llm.limits." + provider + "." + name + " is " + value
                    + "; it must be at least 1, or 0 for no limit");
        }
    }
}
