package com.blossomer.gtm.llm;

import java.time.Duration;
import java.time.Instant;

/** What a task gets that wants to ask a provider. */
sealed interface Reply {

    /** @param took of the call alone, without the wait before it */
    record Asked(LlmOutcome outcome, Duration took) implements Reply {}

    /**
     * It was not asked.
     *
     * @param until when it is worth trying again
     * @param detail fit for the API
     * @param forGood whether it would reject the same call then too
     */
    record PassedOver(Instant until, String detail, boolean forGood) implements Reply {}
}
