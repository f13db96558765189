package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Single flight, for contents and completions alike: the first need of an answer becomes a task, later needs of the same
 * key wait for it, and an answer that is there is given at once. A failure of a prompt is not kept; that of a content is,
 * for a short while, so that a batch does not knock on a closed door a thousand times.
 */
final class Flights {

    private static final String NO_TASK = "";

    private Flights() {}

    /** Whether a task is on its way. */
    static boolean pending(@Nullable Flight flight) {
        return flight != null && !flight.getTaskId().equals(NO_TASK);
    }

    /** Whether a task is on its way that can still be hoped for. */
    static boolean pending(@Nullable Flight flight, Instant now, Duration patience) {
        return flight != null
                && pending(flight)
                && now.isBefore(flight.getRequestedAt().plus(patience));
    }

    /** Whether there is an answer no older than {@code maxAge}. */
    static boolean fresh(@Nullable Flight flight, Instant now, Duration maxAge) {
        return flight != null
                && flight.getAnswer() != null
                && flight.getAnsweredAt() != null
                && now.isBefore(flight.getAnsweredAt().plus(maxAge));
    }

    static List<Waiter> waiters(@Nullable Flight flight) {
        return flight == null ? List.of() : flight.getWaiters();
    }

    /** Why asking again is not worth while yet: the last asking failed less than {@code maxAge} ago. */
    static Optional<StageFailure> recentFailure(@Nullable Flight flight, Instant now, Duration maxAge) {
        return flight == null
                        || flight.getFailedAt() == null
                        || !now.isBefore(flight.getFailedAt().plus(maxAge))
                ? Optional.empty()
                : Optional.ofNullable(flight.getFailure());
    }

    /**
     * A flight that starts; an older answer stays until the new one is there, and so do those who wait already.
     *
     * @param held the task, where it must wait for its budget before it is let out
     */
    static Flight started(
            @Nullable Flight before, String taskId, Waiter first, @Nullable PromptTask held, Instant now) {
        return Flight.newBuilder()
                .setRequestedAt(now)
                .setTaskId(taskId)
                .setWaiters(plus(waiters(before), first))
                .setAnsweredAt(before == null ? null : before.getAnsweredAt())
                .setAnswer(before == null ? null : before.getAnswer())
                .setHeld(held)
                .build();
    }

    /** Whether the task on its way may take a day: who is in more of a hurry asks anew. */
    static boolean economical(Flight flight) {
        return flight.getEconomy();
    }

    /** The task may take a day. */
    static Flight unhurried(Flight flight) {
        return Flight.newBuilder(flight).setEconomy(true).build();
    }

    /** The held task is on its way now. */
    static Flight letOut(Flight flight, Instant now) {
        return Flight.newBuilder(flight).setRequestedAt(now).setHeld(null).build();
    }

    static Flight joined(Flight flight, Waiter waiter) {
        return Flight.newBuilder(flight)
                .setWaiters(plus(flight.getWaiters(), waiter))
                .build();
    }

    static Flight answered(Object answer, Instant now) {
        return Flight.newBuilder()
                .setRequestedAt(now)
                .setTaskId(NO_TASK)
                .setWaiters(List.of())
                .setAnsweredAt(now)
                .setAnswer(answer)
                .build();
    }

    /** The task failed: what it failed with is remembered, beside an older answer if there was one. */
    static Flight failed(Flight flight, StageFailure failure, Instant now) {
        return Flight.newBuilder(flight)
                .setTaskId(NO_TASK)
                .setWaiters(List.of())
                .setFailedAt(now)
                .setFailure(failure)
                .build();
    }

    private static List<Waiter> plus(List<Waiter> waiters, Waiter waiter) {
        List<Waiter> all = new ArrayList<>(waiters);
        all.add(waiter);
        return List.copyOf(all);
    }
}
