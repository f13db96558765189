package com.blossomer.gtm.llm;

import java.time.Instant;

/**
 * How many calls may be in flight to a provider: additive increase, multiplicative decrease (AIMD). A throttled call halves
 * it, at most once per round trip, as the calls that were in flight with it say nothing new; answers raise it slowly, and
 * only while it is in use. Not thread-safe.
 */
final class AdaptiveLimit {

    /** Of the ceiling, gained in one round trip of as many answers as the limit: from half to full in 25. */
    private static final double GROWTH = 0.02;

    private final int ceiling;
    private double limit;
    private Instant halved = Instant.MIN;

    /** @param ceiling calls at most, and to begin with */
    AdaptiveLimit(int ceiling) {
        if (ceiling < 1) {
            throw new IllegalArgumentException("at least one call must be allowed, not " + ceiling);
        }
        this.ceiling = ceiling;
        this.limit = ceiling;
    }

    int limit() {
        return (int) limit;
    }

    int ceiling() {
        return ceiling;
    }

    /** @param inFlight when the answer came, itself included; a limit that is not reached has not been tried */
    void answered(int inFlight) {
        if (2 * inFlight >= limit()) {
            limit = Math.min(ceiling, limit + Math.max(1, GROWTH * ceiling) / limit);
        }
    }

    /** @param started when the throttled call was made; one that is older than the last halving belongs to it */
    void throttled(Instant started, Instant now) {
        if (started.isAfter(halved)) {
            limit = Math.max(1, limit / 2);
            halved = now;
        }
    }
}
