package com.blossomer.gtm.bench;

import java.time.Duration;

/**
 * One run of {@link Chaos}.
 *
 * @param campaigns whole ones, of six assets
 * @param failureRate share of calls that go wrong, in every way there is
 * @param concurrency prompts in flight in each of the two workers
 * @param latency of the simulated models
 * @param seed of what goes wrong, and when processes die
 */
public record ChaosPlan(int campaigns, double failureRate, int concurrency, Duration latency, long seed) {}
