package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.economy.BatchApi;
import java.util.Optional;

/**
 * A service that answers prompts. One per name; a provider without the configuration it needs is no bean at all. Called by
 * very many virtual threads at once.
 */
public interface LlmProvider {

    /** The part of {@code provider/model} before the slash. */
    String name();

    /** Where it is and how it is configured, for health; never a key. */
    String describe();

    /**
     * Asks and waits for the answer, at most the request's timeout. Every failure is an outcome: nothing else is thrown.
     *
     * @throws InterruptedException when the worker stops
     */
    LlmOutcome complete(LlmRequest request) throws InterruptedException;

    /** Its batch API, where it has one that answers within a day for less. */
    default Optional<BatchApi> batches() {
        return Optional.empty();
    }
}
