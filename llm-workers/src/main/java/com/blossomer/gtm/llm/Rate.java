package com.blossomer.gtm.llm;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * So many a minute, evenly: Resilience4j's limiter in periods of a tenth of a second or longer. Who comes while anything is
 * left takes all that it needs, and those after it wait until the debt is paid; so a call of any size gets through, and the
 * mean is exact. Not thread-safe.
 */
final class Rate {

    private static final double PERIODS_PER_MINUTE = 600;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** What was given back is kept for the next, but never more than ten seconds' worth: a lull must not end in a burst. */
    private static final int CREDIT_PARTS_OF_MINUTE = 6;

    private final AtomicRateLimiter limiter;
    private final int perMinute;
    private long credit;

    Rate(String name, int perMinute, Clock clock) {
        this.perMinute = perMinute;
        int perPeriod = (int) Math.ceil(perMinute / PERIODS_PER_MINUTE);
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(perPeriod)
                .limitRefreshPeriod(Duration.ofNanos(MINUTE * perPeriod / perMinute))
                .timeoutDuration(Duration.ofDays(1))
                .build();
        this.limiter = new AtomicRateLimiter(name, config, Map.of(), () -> nanos(clock));
    }

    int perMinute() {
        return perMinute;
    }

    /** How long until somebody may take; 0 for now. */
    long nanosUntilFree() {
        return limiter.getMetrics().getAvailablePermissions() > 0
                ? 0
                : Math.max(1, limiter.getDetailedMetrics().getNanosToWait());
    }

    /** Takes, if need be on credit. What is larger than a minute's worth counts as that. */
    void take(long amount) {
        long most = Math.min(amount, perMinute);
        long credited = Math.min(credit, most);
        credit -= credited;
        if (most > credited) {
            limiter.reservePermission((int) (most - credited));
        }
    }

    /** Returns what was taken and not used. */
    void giveBack(long amount) {
        credit = Math.min(credit + amount, Math.max(1, perMinute / CREDIT_PARTS_OF_MINUTE));
    }

    private static long nanos(Clock clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000 + now.getNano();
    }
}
