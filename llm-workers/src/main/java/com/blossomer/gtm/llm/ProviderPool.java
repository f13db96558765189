package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.Prices;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The configured providers, each behind its circuit breaker and its limits. */
public final class ProviderPool {

    private static final int UNLIMITED = 1_000_000;

    private final Map<String, GuardedProvider> providers = new LinkedHashMap<>();
    private final CallMetrics metrics;

    /** Without limits and metrics. */
    public ProviderPool(Collection<LlmProvider> providers, Clock clock) {
        this(
                providers,
                name -> LimitSettings.none(name).forWorkers(UNLIMITED, UNLIMITED),
                new CallMetrics(new SimpleMeterRegistry(), Prices.parse("")),
                clock);
    }

    /** @param limits by the provider's name, each with a number for the concurrency */
    ProviderPool(
            Collection<LlmProvider> providers,
            Function<String, LimitSettings> limits,
            CallMetrics metrics,
            Clock clock) {
        this.metrics = metrics;
        for (LlmProvider provider : providers) {
            GuardedProvider guarded =
                    new GuardedProvider(provider, limits.apply(provider.name()), metrics, clock, Gate.PARKED);
            if (this.providers.put(provider.name(), guarded) != null) {
                throw new IllegalArgumentException("two providers are named " + provider.name());
            }
        }
    }

    CallMetrics metrics() {
        return metrics;
    }

    /** The provider of that name; empty where it is unknown or not configured. */
    Optional<GuardedProvider> find(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    /** Name to where it is and how it does, for health. */
    public Map<String, String> describe() {
        Map<String, String> described = new LinkedHashMap<>();
        providers.forEach((name, guarded) -> described.put(name, guarded.describe()));
        return described;
    }
}
