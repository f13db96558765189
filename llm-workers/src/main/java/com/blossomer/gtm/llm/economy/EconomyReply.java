package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.llm.LlmOutcome;
import java.time.Duration;

/** What a task that has a day comes back with. */
public sealed interface EconomyReply {

    /** The provider's word, as if it had been asked this alone; or why it takes no batch of this account. */
    record Answered(LlmOutcome outcome, Duration took) implements EconomyReply {}

    /** Nothing was paid; the task is to be asked by itself. */
    record Passed(String why) implements EconomyReply {}
}
