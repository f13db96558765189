package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.llm.Entry.Closed;
import com.blossomer.gtm.llm.Entry.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class GateTest {

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final Instant never = start.plus(Duration.ofDays(1));
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> entered = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void batches_never_get_the_last_share_and_interactive_work_may_use_all() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 8, 25), Gate.PARKED);

        int batch = fill(gate, Lane.BATCH);
        int interactive = fill(gate, Lane.INTERACTIVE);
        Gate other = gate(new LimitSettings("p", 0, 0, 8, 25), Gate.PARKED);

        assertThat(batch).isEqualTo(6);
        assertThat(interactive).isEqualTo(2);
        assertThat(fill(other, Lane.INTERACTIVE)).isEqualTo(8);
        assertThat(fill(other, Lane.BATCH)).isZero();
    }

    @Test
    void a_limit_of_one_is_for_either() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 1, 25), Gate.PARKED);

        assertThat(fill(gate, Lane.BATCH)).isEqualTo(1);
    }

    @Test
    void who_leaves_lets_in_the_longest_waiting_interactive_task_first() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 1, 25), Gate.PARKED);
        Permit first = (Permit) gate.enter(Lane.BATCH, 1, never);
        waits(gate, Lane.BATCH, "batch 1");
        waits(gate, Lane.BATCH, "batch 2");
        waits(gate, Lane.INTERACTIVE, "interactive 1");
        waits(gate, Lane.INTERACTIVE, "interactive 2");

        gate.leave(first, TokenUsage.NONE);

        await().until(() -> entered.size() == 4);
        assertThat(entered).containsExactly("interactive 1", "interactive 2", "batch 1", "batch 2");
        await().until(() -> gate.inFlight(Lane.BATCH) + gate.inFlight(Lane.INTERACTIVE) == 0);
    }

    @Test
    void a_provider_that_wants_to_be_left_alone_sends_away_those_who_wait_too() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 1, 25), Gate.PARKED);
        gate.enter(Lane.BATCH, 1, never);
        waits(gate, Lane.BATCH, "batch");
        waits(gate, Lane.INTERACTIVE, "interactive");

        gate.close(new Closed(start.plusSeconds(20), "HTTP 429", false));

        await().until(() -> entered.size() == 2);
        assertThat(entered).containsExactlyInAnyOrder("batch: HTTP 429", "interactive: HTTP 429");
        assertThat(gate.enter(Lane.INTERACTIVE, 1, never)).isInstanceOf(Closed.class);
        clock.pass(Duration.ofSeconds(20));
        assertThat(gate.closed()).isEmpty();
    }

    @Test
    void a_shorter_rest_does_not_end_a_longer_one() {
        Gate gate = gate(new LimitSettings("p", 0, 0, 1, 25), Gate.PARKED);
        gate.close(new Closed(start.plusSeconds(20), "long", false));
        gate.close(new Closed(start.plusSeconds(5), "short", false));

        assertThat(gate.closed().orElseThrow().detail()).isEqualTo("long");
    }

    @Test
    void a_throttled_provider_gets_fewer_calls_and_batches_their_part_of_them() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 8, 25), Gate.PARKED);
        Permit permit = (Permit) gate.enter(Lane.BATCH, 1, never);
        gate.throttled(permit);
        gate.leave(permit, TokenUsage.NONE);

        assertThat(gate.limit()).isEqualTo(4);
        assertThat(fill(gate, Lane.BATCH)).isEqualTo(3);
        assertThat(fill(gate, Lane.INTERACTIVE)).isEqualTo(1);
    }

    @Test
    void requests_are_spread_over_the_minute_and_a_quarter_is_not_for_batches() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 240, 0, 100, 25), this::pass);

        for (int i = 0; i < 181; i++) {
            assertThat(gate.enter(Lane.BATCH, 1, never)).isInstanceOf(Permit.class);
            gate.leave(new Permit(Lane.BATCH, null, 1, clock.instant()), TokenUsage.NONE);
        }
        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));

        Instant before = clock.instant();
        assertThat(gate.enter(Lane.INTERACTIVE, 1, never)).isInstanceOf(Permit.class);
        assertThat(clock.instant()).isEqualTo(before);
    }

    @Test
    void interactive_work_may_use_the_whole_rate() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 240, 0, 1_000, 25), this::pass);

        for (int i = 0; i < 242; i++) {
            assertThat(gate.enter(Lane.INTERACTIVE, 1, never)).isInstanceOf(Permit.class);
        }

        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
    }

    @Test
    void tokens_are_taken_as_estimated_and_corrected_by_what_was_used() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 80_000, 1_000, 25), this::pass);

        for (int i = 0; i < 60; i++) {
            Permit permit = (Permit) gate.enter(Lane.BATCH, 5_000, never);
            gate.leave(permit, TokenUsage.of(900, 100));
        }

        assertThat(Duration.between(start, clock.instant())).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(70));
    }

    @Test
    void a_wait_ends_with_the_tasks_time() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 1, 0, 10, 25), this::pass);
        gate.enter(Lane.INTERACTIVE, 1, never);

        Entry late = gate.enter(Lane.INTERACTIVE, 1, start.plusSeconds(10));

        assertThat(late).isInstanceOf(Closed.class);
        assertThat(((Closed) late).detail()).contains("limits");
        assertThat(clock.instant()).isEqualTo(start.plusSeconds(10));
        assertThat(gate.waiting(Lane.INTERACTIVE)).isZero();
    }

    @Test
    void a_task_that_is_stopped_while_it_waits_leaves_the_queue() throws InterruptedException {
        Gate gate = gate(new LimitSettings("p", 0, 0, 1, 25), Gate.PARKED);
        gate.enter(Lane.BATCH, 1, never);
        waits(gate, Lane.BATCH, "batch");

        threads.getFirst().interrupt();

        await().until(() -> gate.waiting(Lane.BATCH) == 0);
        assertThat(entered).containsExactly("batch stopped");
    }

    private Gate gate(LimitSettings settings, Gate.Park park) {
        return new Gate(settings, clock, park);
    }

    private void pass(java.util.concurrent.locks.Condition woken, long nanos) {
        assertThat(nanos).isPositive();
        clock.pass(Duration.ofNanos(nanos));
    }

    /** How many are let in at once. */
    private int fill(Gate gate, Lane lane) throws InterruptedException {
        int count = 0;
        while (gate.enter(lane, 1, clock.instant()) instanceof Permit) {
            count++;
        }
        return count;
    }

    /** A task that waits, then comes and goes. */
    private void waits(Gate gate, Lane lane, String name) {
        int before = gate.waiting(lane);
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                switch (gate.enter(lane, 1, never)) {
                    case Permit permit -> {
                        entered.add(name);
                        gate.leave(permit, TokenUsage.NONE);
                    }
                    case Closed closed -> entered.add(name + ": " + closed.detail());
                }
            } catch (InterruptedException e) {
                entered.add(name + " stopped");
            }
        }));
        await().until(() -> gate.waiting(lane) == before + 1);
    }
}
