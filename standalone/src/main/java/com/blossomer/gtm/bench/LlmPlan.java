package com.blossomer.gtm.bench;

import java.time.Duration;

/**
 * One run of {@link LlmBench}.
 *
 * @param concurrency calls in flight at most
 * @param latency of the simulated model
 * @param ratePerSecond of tasks; 0 for a backlog, so that the worker is always full
 * @param seconds measured, after a warm-up of as many
 */
public record LlmPlan(int concurrency, Duration latency, double ratePerSecond, int seconds) {

    public LlmPlan {
        if (concurrency < 1 || seconds < 1 || latency.isZero()) {
            throw new IllegalArgumentException("concurrency, seconds and latency must be more than 0");
        }
    }

    /** Tasks in hand: a quarter more than calls, to be prepared or checked while every call is out. */
    int tasks() {
        return concurrency + Math.ceilDiv(concurrency, 4);
    }

    /** Answers a second when every place is always taken. */
    double ideal() {
        return concurrency / (latency.toNanos() / 1e9);
    }
}
