package com.blossomer.gtm.pipeline;

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
 * key wait for it, and an answer that is there is given at once. Failures are not kept.
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

    /** A flight that starts; an older answer stays until the new one is there, and so do those who wait already. */
    static Flight started(@Nullable Flight before, String taskId, Waiter first, Instant now) {
        return new Flight(
                now,
                taskId,
                plus(waiters(before), first),
                before == null ? null : before.getAnsweredAt(),
                before == null ? null : before.getAnswer());
    }

    static Flight joined(Flight flight, Waiter waiter) {
        return new Flight(
                flight.getRequestedAt(),
                flight.getTaskId(),
                plus(flight.getWaiters(), waiter),
                flight.getAnsweredAt(),
                flight.getAnswer());
    }

    static Flight answered(Object answer, Instant now) {
        return new Flight(now, NO_TASK, List.of(), now, answer);
    }

    /** What is left when a flight failed: an older answer, if there was one. */
    static Optional<Flight> withoutTask(Flight flight) {
        return flight.getAnswer() == null
                ? Optional.empty()
                : Optional.of(new Flight(
                        flight.getRequestedAt(), NO_TASK, List.of(), flight.getAnsweredAt(), flight.getAnswer()));
    }

    private static List<Waiter> plus(List<Waiter> waiters, Waiter waiter) {
        List<Waiter> all = new ArrayList<>(waiters);
        all.add(waiter);
        return List.copyOf(all);
    }
}
