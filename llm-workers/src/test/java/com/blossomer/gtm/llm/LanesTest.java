package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.llm.Entry.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/**
 * Interactive work beside a batch that takes every place that it may, simulated event by event on a clock of its own: the
 * gate is the real one, calls take two seconds, and an hour passes in a moment.
 */
final class LanesTest {

    private static final Duration CALL = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofMillis(700);
    private static final int ASKED = 2_000;

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();

    @Test
    void beside_a_saturating_batch_its_95th_percentile_is_at_most_half_as_long_again() throws InterruptedException {
        LimitSettings sixteen = new LimitSettings("p", 0, 0, 16, 25);

        Duration alone = p95(simulate(new Gate(sixteen, clock, Gate.PARKED), false));
        Duration beside = p95(simulate(new Gate(sixteen, clock, Gate.PARKED), true));

        assertThat(alone).isEqualTo(CALL);
        assertThat(beside.toMillis()).isLessThanOrEqualTo((long) (1.5 * alone.toMillis()));
    }

    @Test
    void without_a_share_of_its_own_it_would_wait_for_the_batch() throws InterruptedException {
        LimitSettings unshared = new LimitSettings("p", 0, 0, 16, 0);

        assertThat(p95(simulate(new Gate(unshared, clock, Gate.PARKED), true))).isGreaterThan(CALL);
    }

    @Test
    void a_rate_that_a_batch_uses_up_leaves_interactive_work_its_share() throws InterruptedException {
        LimitSettings rate = new LimitSettings("p", 600, 0, 1_000, 25);

        Duration beside = p95(simulate(new Gate(rate, clock, Gate.PARKED), true));

        assertThat(beside.toMillis()).isLessThanOrEqualTo((long) (1.5 * CALL.toMillis()));
    }

    @Test
    void the_batch_has_what_is_left_of_the_concurrency_all_the_time() throws InterruptedException {
        Gate gate = new Gate(new LimitSettings("p", 0, 0, 16, 25), clock, Gate.PARKED);

        simulate(gate, true);

        assertThat(gate.inFlight(Lane.BATCH)).isEqualTo(12);
    }

    /** @param saturated whether a task of a batch always waits; @return from each interactive task's coming to its answer */
    private List<Duration> simulate(Gate gate, boolean saturated) throws InterruptedException {
        List<Duration> answered = new ArrayList<>();
        Deque<Instant> waiting = new ArrayDeque<>();
        PriorityQueue<Call> calls = new PriorityQueue<>();
        Instant begun = clock.instant();
        int came = 0;
        while (answered.size() < ASKED) {
            while (came < ASKED && !begun.plus(INTERVAL.multipliedBy(came)).isAfter(clock.instant())) {
                waiting.add(begun.plus(INTERVAL.multipliedBy(came++)));
            }
            while (!waiting.isEmpty() && gate.enter(Lane.INTERACTIVE, 1, clock.instant()) instanceof Permit permit) {
                calls.add(new Call(clock.instant().plus(CALL), permit, waiting.remove()));
            }
            while (saturated
                    && waiting.isEmpty()
                    && gate.enter(Lane.BATCH, 1, clock.instant()) instanceof Permit permit) {
                calls.add(new Call(clock.instant().plus(CALL), permit, clock.instant()));
            }
            clock.pass(Duration.ofMillis(10));
            while (!calls.isEmpty() && !calls.peek().end().isAfter(clock.instant())) {
                Call ended = calls.remove();
                gate.answered();
                gate.leave(ended.permit(), TokenUsage.NONE);
                if (ended.permit().lane() == Lane.INTERACTIVE) {
                    answered.add(Duration.between(ended.asked(), ended.end()));
                }
            }
        }
        return answered;
    }

    private record Call(Instant end, Permit permit, Instant asked) implements Comparable<Call> {

        @Override
        public int compareTo(Call other) {
            return end.compareTo(other.end);
        }
    }

    private Duration p95(List<Duration> durations) {
        assertThat(clock.instant()).isAfter(start);
        Collections.sort(durations);
        return durations.get((int) Math.ceil(durations.size() * 0.95) - 1);
    }
}
