package com.blossomer.gtm.llm;

import io.micronaut.core.value.PropertyResolver;
import jakarta.inject.Singleton;

/**
 * The limits that are set, by the provider's name. They are read here and not bound by the framework, which cannot tell
 * where a name with a hyphen ends in a variable: {@code BLOSSOMER_LLM_LIMITS_MY_GATEWAY_CONCURRENCY}.
 */
@Singleton
final class ProviderLimits {

    private static final String PREFIX = "blossomer.llm.limits.";

    private final PropertyResolver settings;
    private final LlmSettings workers;

    ProviderLimits(PropertyResolver settings, LlmSettings workers) {
        this.settings = settings;
        this.workers = workers;
    }

    LimitSettings of(String provider) {
        LimitSettings none = LimitSettings.none(provider);
        return new LimitSettings(
                        provider,
                        number(provider, "requests-per-minute", none.requestsPerMinute()),
                        number(provider, "tokens-per-minute", none.tokensPerMinute()),
                        number(provider, "concurrency", none.concurrency()),
                        number(provider, "interactive-share", none.interactiveShare()))
                .forWorkers(workers.interactiveConcurrency(), workers.batchConcurrency());
    }

    private int number(String provider, String name, int otherwise) {
        String property = PREFIX + provider + "." + name;
        String text = settings.getProperty(property, String.class).orElse("").strip();
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(property + " must be a whole number, not '" + text + "'", e);
        }
    }
}
