package com.blossomer.gtm.llm;

import com.blossomer.gtm.events.Lane;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a task goes on asking providers that cannot answer now.
 *
 * @param clock of waits and latencies
 * @param pause how a virtual thread waits; tests do not
 * @param intervals milliseconds before the n-th round, from 1: exponential, with jitter
 * @param interactiveLimit of a whole task that somebody waits for; a wait that would go beyond it is not begun
 * @param batchLimit the same of a task of a batch, which rather waits an outage out
 */
record Backoff(
        Clock clock, Backoff.Pause pause, IntervalFunction intervals, Duration interactiveLimit, Duration batchLimit) {

    /** Half a second, doubling up to half a minute, each half as long or as long again. */
    static Backoff standard(Clock clock, Duration interactiveLimit, Duration batchLimit) {
        return new Backoff(
                clock,
                Thread::sleep,
                IntervalFunction.ofExponentialRandomBackoff(Duration.ofMillis(500), 2, 0.5, Duration.ofSeconds(30)),
                interactiveLimit,
                batchLimit);
    }

    /** Waits. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** When a task's time is up. */
    Instant deadline(Instant started, Lane lane) {
        return started.plus(
                switch (lane) {
                    case INTERACTIVE -> interactiveLimit;
                    case BATCH -> batchLimit;
                });
    }

    /**
     * Waits before the next round.
     *
     * @param atLeast what the providers asked for; honoured even where it is longer than our own interval
     * @return false when there is no time left for it
     */
    boolean await(Instant deadline, int round, Duration atLeast) throws InterruptedException {
        Duration interval = Duration.ofMillis(intervals.apply(round));
        Duration wait = interval.compareTo(atLeast) > 0 ? interval : atLeast;
        if (clock.instant().plus(wait).isAfter(deadline)) {
            return false;
        }
        pause.of(wait);
        return true;
    }
}
