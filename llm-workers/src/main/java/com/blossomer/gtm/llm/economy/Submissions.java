package com.blossomer.gtm.llm.economy;

import com.blossomer.gtm.events.Submission;
import com.blossomer.gtm.events.SubmissionState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all processes have submitted, as their records tell it in the order in which they were written. Every process reads
 * the same order, so all agree on which submission has a task: the first open one that names it. Records that are read
 * again, when reading begins anew, change nothing. Thread-safe.
 */
final class Submissions {

    private final Map<String, Submission> known = new HashMap<>();

    /** Task id to the submission that has it. */
    private final Map<String, String> holders = new HashMap<>();

    /** @param value null where it is forgotten */
    synchronized void take(String id, @Nullable Submission value) {
        Submission before = known.get(id);
        if (value == null || value.getState() == SubmissionState.WITHDRAWN) {
            free(id, before, Set.of());
        }
        if (value == null) {
            known.remove(id);
        } else if (before == null || rank(value) >= rank(before)) {
            known.put(id, value);
            if (value.getState() != SubmissionState.WITHDRAWN) {
                free(id, before, new HashSet<>(value.getTaskIds()));
                value.getTaskIds().forEach(task -> holders.putIfAbsent(task, id));
            }
        }
        notifyAll();
    }

    private void free(String id, @Nullable Submission before, Set<String> kept) {
        if (before != null) {
            before.getTaskIds().stream().filter(task -> !kept.contains(task)).forEach(task -> holders.remove(task, id));
        }
    }

    synchronized Optional<Submission> find(String id) {
        return Optional.ofNullable(known.get(id));
    }

    /** The submission that has a task, be it over or not: its results are there for weeks. */
    synchronized Optional<Submission> holder(String taskId) {
        return Optional.ofNullable(holders.get(taskId)).map(known::get);
    }

    /** Batches that are known to be those of other submissions. */
    synchronized Set<String> othersBatches(String id) {
        Set<String> batches = new HashSet<>();
        for (Submission submission : known.values()) {
            if (submission.getBatch() != null && !submission.getSubmissionId().equals(id)) {
                batches.add(submission.getBatch());
            }
        }
        return batches;
    }

    synchronized List<String> intendedBefore(Instant time) {
        return known.values().stream()
                .filter(submission -> submission.getIntendedAt().isBefore(time))
                .map(Submission::getSubmissionId)
                .toList();
    }

    /** Waits until a record was read back, and with it all that were written before it. */
    synchronized void awaitSeen(Submission written) throws InterruptedException {
        while (!seen(written)) {
            wait();
        }
    }

    private boolean seen(Submission written) {
        Submission now = known.get(written.getSubmissionId());
        return now != null
                && (rank(now) > rank(written)
                        || rank(now) == rank(written) && !now.getOccurredAt().isBefore(written.getOccurredAt()));
    }

    /** States are passed through in this order alone. */
    private static int rank(Submission submission) {
        return switch (submission.getState()) {
            case INTENDED -> 0;
            case WITHDRAWN -> 1;
            case SUBMITTED -> 2;
            case COLLECTED -> 3;
        };
    }
}
