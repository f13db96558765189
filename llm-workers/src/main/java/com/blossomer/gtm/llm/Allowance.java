package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.TokenUsage;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A part of what a provider allows in a minute: requests, tokens or both. Not thread-safe. */
final class Allowance {

    private final @Nullable Rate requests;
    private final @Nullable Rate tokens;

    /** @param requestsPerMinute 0 for any number, as {@code tokensPerMinute} */
    Allowance(String name, int requestsPerMinute, int tokensPerMinute, Clock clock) {
        this.requests = requestsPerMinute == 0 ? null : new Rate(name + "-requests", requestsPerMinute, clock);
        this.tokens = tokensPerMinute == 0 ? null : new Rate(name + "-tokens", tokensPerMinute, clock);
    }

    long nanosUntilFree() {
        return Math.max(requests == null ? 0 : requests.nanosUntilFree(), tokens == null ? 0 : tokens.nanosUntilFree());
    }

    void take(long estimatedTokens) {
        if (requests != null) {
            requests.take(1);
        }
        if (tokens != null) {
            tokens.take(estimatedTokens);
        }
    }

    /** What was estimated becomes what the provider counted. */
    void correct(long estimatedTokens, TokenUsage usage) {
        long used = usage.input() + usage.output();
        if (tokens == null) {
            return;
        }
        if (used > estimatedTokens) {
            tokens.take(used - estimatedTokens);
        } else {
            tokens.giveBack(estimatedTokens - used);
        }
    }
}
