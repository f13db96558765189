package com.blossomer.gtm.bench;

import java.time.Duration;

/**
 * One run of the benchmark.
 *
 * @param name for the report
 * @param campaigns measured
 * @param warmup campaigns before those, not measured
 * @param llmLatency of the simulated model
 * @param ratePerSecond of submissions; 0 for as fast as they are taken
 * @param llmConcurrency calls in flight at most
 * @param heap of the measured JVM, as for {@code -Xmx}
 */
public record BenchPlan(
        String name,
        int campaigns,
        int warmup,
        Duration llmLatency,
        double ratePerSecond,
        int llmConcurrency,
        String heap) {

    /** Sites are numbered from 1 with six digits; the last row of a batch so large comes to the first site again. */
    private static final int MOST = 1_000_000;

    public BenchPlan {
        if (campaigns < 1 || warmup < 0 || campaigns + (long) warmup > MOST) {
            throw new IllegalArgumentException("between 1 and " + MOST + " campaigns can be run, warm-up included");
        }
    }

    int total() {
        return campaigns + warmup;
    }
}
