package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.llm.LlmOutcome;
import java.time.Duration;

/** How often a provider is asked after a batch: evenly while it answers, ever less often while it does not. */
final class Pace {

    /** Times the usual interval. */
    private static final int SLOWEST = 10;

    /** What a provider may ask for at most. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Duration usual;
    private Duration next;

    Pace(Duration usual) {
        this.usual = usual;
        this.next = usual;
    }

    void answered() {
        next = usual;
    }

    void failed(LlmOutcome outcome) {
        Duration doubled = next.multipliedBy(2);
        next = shorter(doubled, usual.multipliedBy(SLOWEST));
        if (outcome instanceof LlmOutcome.Throttled throttled) {
            Duration asked = throttled.retryAfter().orElse(Duration.ZERO);
            next = asked.compareTo(next) > 0 ? shorter(asked, LONGEST) : next;
        }
    }

    Duration next() {
        return next;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
