package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider does with many prompts at once, within a day and for less. Every call is tried once: when to try again is
 * decided in {@link Errand}. Details are fit for the API: no prompt, no key. Called by many virtual threads at once.
 */
public interface BatchApi {

    /** The body by which a single call would ask this, on one line; empty where it cannot be put in the provider's words. */
    Optional<String> body(LlmRequest request);

    /**
     * Creates a batch.
     *
     * @param submission marks it, so that {@link #find} knows it again
     */
    Creation create(String submission, String model, List<Entry> entries) throws InterruptedException;

    /** Looks for the batch of a submission of which it is not known whether it was created. */
    Search find(Wanted wanted) throws InterruptedException;

    Progress poll(String batch, String model) throws InterruptedException;

    /** Fetches the results of a batch that ended. */
    Reading read(Ended ended, String model) throws InterruptedException;

    /** What an entry's response comes to: the same as if it had been the response to a single call. */
    LlmOutcome outcome(Response response, LlmRequest request);

    /** @param customId names it within its batch: at most 64 of a-z, A-Z, 0-9, _ and - */
    record Entry(String customId, String body) {}

    /**
     * What is known of a batch that may be there.
     *
     * @param submission all its custom ids begin with this
     * @param entries how many it has
     * @param since it was not created before
     * @param others batches that are known to be others'
     */
    record Wanted(String submission, String model, int entries, Instant since, Set<String> others) {}

    sealed interface Creation {}

    record Created(String batch) implements Creation {}

    /** There is no such batch, for sure. */
    record NotCreated(LlmOutcome why) implements Creation {}

    /** It may have been created: there was no answer that says. */
    record Unclear(String detail) implements Creation {}

    sealed interface Search {}

    record Found(String batch) implements Search {}

    record Absent() implements Search {}

    /** Not to be told yet. */
    record Unsure(String detail) implements Search {}

    sealed interface Progress {}

    record Running() implements Progress {}

    /**
     * It is over.
     *
     * @param sources where its results are, as {@link #read} takes them
     * @param whole whether every entry has a result; those without one are otherwise not done, and not paid
     */
    record Ended(List<String> sources, boolean whole) implements Progress {}

    /**
     * It was not accepted as a whole; nothing of it was done.
     *
     * @param account whether any other would be rejected too: no credit
     */
    record Failed(String detail, boolean account) implements Progress {}

    /** The provider does not know it. */
    record Gone(String detail) implements Progress {}

    /** The provider did not say. */
    record NoAnswer(LlmOutcome why) implements Progress, Reading {}

    sealed interface Reading {}

    /**
     * @param lines by custom id
     * @param unreadable lines that are no results: the rest may be missing too
     */
    record Results(Map<String, Line> lines, int unreadable) implements Reading {}

    /** The result of one entry. */
    sealed interface Line {}

    /** The provider answered it, be it with an error. */
    record Response(int status, String body) implements Line {}

    /** It was not done, and not paid. */
    record Undone(Cause cause) implements Line {}

    /** Why an entry was not done. */
    enum Cause {
        EXPIRED,
        CANCELLED,
        ERRORED
    }
}
