package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.TokenUsage;
import java.time.Duration;
import java.util.Optional;

/**
 * What one request to a provider came to. Which of these are tried again, passed over or final is decided in one place,
 * {@link PromptRun}. Details are fit for the API: no prompt, no page text, no key.
 */
public sealed interface LlmOutcome {

    /** Tokens that the provider counted, and charges for, also where the answer is of no use. */
    default TokenUsage usage() {
        return TokenUsage.NONE;
    }

    /**
     * An answer, not yet checked.
     *
     * @param model as the provider names the one that answered
     */
    record Completed(String text, String model, TokenUsage usage) implements LlmOutcome {}

    /** Too many requests, or the provider is overloaded; {@code retryAfter} where it says how long to wait. */
    record Throttled(Optional<Duration> retryAfter, String detail) implements LlmOutcome {}

    /** Not reached, broken or too slow; the same request may work later. */
    record Unavailable(String detail) implements LlmOutcome {}

    /** The model or the provider's filter will not answer this prompt. */
    record Refused(String detail, TokenUsage usage) implements LlmOutcome {}

    /** The provider said all is well, but there is no answer in what it sent. */
    record Malformed(String detail, TokenUsage usage) implements LlmOutcome {}

    /** The answer ended at the token limit. */
    record Truncated(TokenUsage usage) implements LlmOutcome {}

    /**
     * The provider does not accept the key or the request: the same request never works. Says what to fix.
     *
     * @param account every other request is rejected too
     */
    record Rejected(String detail, boolean account) implements LlmOutcome {

        /** Of this request alone. */
        public Rejected(String detail) {
            this(detail, false);
        }

        /** Of every request, whatever it asks: the key is wrong, or the account has no credit. */
        public static Rejected ofAccount(String detail) {
            return new Rejected(detail, true);
        }
    }
}
