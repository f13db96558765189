package com.blossomer.gtm.llm;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The configured providers, each behind a circuit breaker: one that mostly fails is left alone for a moment, so that
 * tasks go to the next in line at once and not after its time-out.
 */
public final class ProviderPool {

    private final Map<String, Guarded> providers = new LinkedHashMap<>();

    public ProviderPool(Collection<LlmProvider> providers, Clock clock) {
        CircuitBreakerConfig breaker = breaker(clock);
        for (LlmProvider provider : providers) {
            Guarded guarded = new Guarded(provider, CircuitBreaker.of(provider.name(), breaker), new AtomicLong());
            if (this.providers.put(provider.name(), guarded) != null) {
                throw new IllegalArgumentException("two providers are named " + provider.name());
            }
        }
    }

    /** Open when 70 % of the last 40 calls failed, of which there must be 20; tries 3 calls after 5 s. */
    private static CircuitBreakerConfig breaker(Clock clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        40,
                        20,
                        SlidingWindowType.COUNT_BASED,
                        CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(70)
                .waitDurationInOpenState(Duration.ofSeconds(5))
                .permittedNumberOfCallsInHalfOpenState(3)
                .clock(clock)
                .build();
    }

    /** The provider of that name; empty where it is unknown or not configured. */
    Optional<Guarded> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /** Name to where it is and how its breaker stands, for health. */
    public Map<String, String> describe() {
        Map<String, String> described = new LinkedHashMap<>();
        providers.forEach((name, guarded) -> described.put(name, guarded.describe()));
        return described;
    }

    /**
     * A provider with its breaker.
     *
     * @param answers to anybody's requests so far, bad ones too: it is up
     */
    record Guarded(LlmProvider provider, CircuitBreaker breaker, AtomicLong answers) {

        long answered() {
            return answers.get();
        }

        /** Whether the provider may be asked now; every permission must be followed by {@link #ask}. */
        boolean permits() {
            return breaker.tryAcquirePermission();
        }

        LlmOutcome ask(LlmRequest request) throws InterruptedException {
            long start = breaker.getCurrentTimestamp();
            try {
                LlmOutcome outcome = provider.complete(request);
                long took = breaker.getCurrentTimestamp() - start;
                if (outcome instanceof LlmOutcome.Unavailable unavailable) {
                    breaker.onError(took, breaker.getTimestampUnit(), new UnavailableException(unavailable.detail()));
                } else {
                    if (!(outcome instanceof LlmOutcome.Throttled)) {
                        answers.incrementAndGet();
                    }
                    breaker.onSuccess(took, breaker.getTimestampUnit());
                }
                return outcome;
            } catch (InterruptedException | RuntimeException e) {
                breaker.releasePermission();
                throw e;
            }
        }

        String describe() {
            return switch (breaker.getState()) {
                case CLOSED, METRICS_ONLY, DISABLED -> provider.describe();
                case OPEN, FORCED_OPEN, HALF_OPEN -> provider.describe() + " (failing; left alone for a moment)";
            };
        }
    }

    /** Told to the breaker; never thrown. */
    private static final class UnavailableException extends Exception {
        UnavailableException(String detail) {
            super(detail, null, false, false);
        }
    }
}
