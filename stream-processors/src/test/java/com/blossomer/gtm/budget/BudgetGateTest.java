package com.blossomer.gtm.budget;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.Reserve;
import com.blossomer.gtm.events.SetLimit;
import com.blossomer.gtm.events.Settle;
import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Reservation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BudgetGateTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MapBooks books = new MapBooks();

    @Test
    void without_a_limit_everything_is_let_out_and_counted() {
        assertThat(granted(reserve("t1", 100, "tenant"))).containsExactly("t1");
        settle("t1", 80, "tenant");

        assertThat(budget("tenant").getSpentNanoUsd()).isEqualTo(80);
        assertThat(budget("tenant").getReservedNanoUsd()).isZero();
    }

    @Test
    void what_may_still_fit_waits_and_is_let_out_in_order() {
        limit("tenant", 100L);
        assertThat(granted(reserve("t1", 60, "tenant"))).containsExactly("t1");
        assertThat(reserve("t2", 60, "tenant")).isEmpty();
        assertThat(reserve("t3", 10, "tenant")).as("small, but later").isEmpty();

        assertThat(granted(settle("t1", 20, "tenant"))).containsExactly("t2", "t3");
    }

    @Test
    void what_cannot_fit_any_more_is_refused_with_what_was_spent() {
        limit("tenant", 100L);
        reserve("t1", 60, "tenant");
        reserve("t2", 60, "tenant");

        List<SpecificRecord> said = settle("t1", 55, "tenant");

        assertThat(answers(said)).singleElement().satisfies(answer -> {
            assertThat(answer.getTaskId()).isEqualTo("t2");
            assertThat(answer.getExhausted()).isEqualTo("tenant");
            assertThat(answer.getSpentNanoUsd()).isEqualTo(55);
            assertThat(answer.getLimitNanoUsd()).isEqualTo(100);
        });
        assertThat(books.reservations).isEmpty();
    }

    @Test
    void every_scope_must_have_room() {
        limit("tenant", 1_000L);
        limit("batch:b", 100L);
        assertThat(granted(reserve("t1", 90, "tenant", "batch:b"))).containsExactly("t1");
        assertThat(reserve("t2", 90, "tenant", "batch:b")).isEmpty();
        assertThat(granted(reserve("t3", 90, "tenant")))
                .as("waits behind nobody")
                .containsExactly("t3");

        assertThat(answers(settle("t1", 90, "tenant", "batch:b")))
                .singleElement()
                .satisfies(answer -> assertThat(answer.getExhausted()).isEqualTo("batch:b"));
        assertThat(budget("tenant").getSpentNanoUsd()).isEqualTo(90);
    }

    @Test
    void raising_a_limit_lets_those_out_who_wait() {
        limit("tenant", 100L);
        reserve("t1", 90, "tenant");
        reserve("t2", 90, "tenant");

        assertThat(granted(limit("tenant", 200L))).containsExactly("t2");
        assertThat(granted(limit("tenant", null))).isEmpty();
        assertThat(granted(reserve("t3", 9_000, "tenant"))).containsExactly("t3");
    }

    @Test
    void a_bill_that_comes_twice_was_paid_twice_and_a_reservation_counts_once() {
        limit("tenant", 100L);
        reserve("t1", 60, "tenant");
        settle("t1", 30, "tenant");
        settle("t1", 30, "tenant");

        assertThat(budget("tenant").getSpentNanoUsd()).isEqualTo(60);
        assertThat(budget("tenant").getReservedNanoUsd()).isZero();
    }

    @Test
    void one_that_is_given_back_while_it_waits_leaves_no_trace() {
        limit("tenant", 100L);
        reserve("t1", 90, "tenant");
        reserve("t2", 90, "tenant");
        reserve("t3", 90, "tenant");
        settle("t2", 0, "tenant");

        assertThat(granted(settle("t1", 5, "tenant"))).containsExactly("t3");
        assertThat(books.queue).isEmpty();
    }

    @Test
    void a_long_queue_is_worked_off_in_pieces() {
        limit("tenant", 100L);
        reserve("t", 100, "tenant");
        for (int i = 0; i < BudgetGate.LOOKED_AT + 10; i++) {
            reserve("w" + i, 100, "tenant");
        }

        assertThat(answers(settle("t", 100, "tenant"))).hasSize(BudgetGate.LOOKED_AT);
        assertThat(answers(new BudgetGate(books, NOW).goOn("default", "tenant")))
                .hasSize(10);
        assertThat(books.queue).isEmpty();
    }

    /** Whatever comes in whatever order: reservations never promise more than the limit, and all are answered in the end. */
    @Test
    void no_more_is_let_out_than_there_is() {
        Random random = new Random(20_261_124);
        limit("tenant", 10_000L);
        limit("batch:b", 4_000L);
        List<Reservation> out = new ArrayList<>();
        int answered = 0;
        for (int i = 0; i < 400; i++) {
            String[] scopes = random.nextBoolean() ? new String[] {"tenant"} : new String[] {"tenant", "batch:b"};
            List<SpecificRecord> said = random.nextInt(3) > 0 || out.isEmpty()
                    ? reserve("t" + i, 1 + random.nextInt(200), scopes)
                    : settle(out.remove(random.nextInt(out.size())), random);
            for (BudgetAnswer answer : answers(said)) {
                answered++;
                if (answer.getExhausted() == null) {
                    out.add(books.reservations.get(answer.getTaskId()));
                }
            }
            assertThat(spentAndReserved("tenant")).isLessThanOrEqualTo(10_000);
            assertThat(spentAndReserved("batch:b")).isLessThanOrEqualTo(4_000);
        }
        while (!out.isEmpty()) {
            for (BudgetAnswer answer : answers(settle(out.removeFirst(), random))) {
                answered++;
                if (answer.getExhausted() == null) {
                    out.add(books.reservations.get(answer.getTaskId()));
                }
            }
        }
        assertThat(books.reservations).isEmpty();
        assertThat(books.queue).isEmpty();
        assertThat(answered).isGreaterThan(200);
        assertThat(budget("tenant").getReservedNanoUsd()).isZero();
    }

    private long spentAndReserved(String scope) {
        return budget(scope).getSpentNanoUsd() + budget(scope).getReservedNanoUsd();
    }

    private List<SpecificRecord> settle(Reservation reservation, Random random) {
        long cost = random.nextLong(reservation.getEstimateNanoUsd() + 1);
        return settle(reservation.getTaskId(), cost, reservation.getScopes().toArray(String[]::new));
    }

    private List<SpecificRecord> limit(String scope, @Nullable Long nanoUsd) {
        return on(new SetLimit(scope, nanoUsd));
    }

    private List<SpecificRecord> reserve(String task, long estimate, String... scopes) {
        return on(new Reserve("acme.example", task, List.of(scopes), estimate));
    }

    private List<SpecificRecord> settle(String task, long cost, String... scopes) {
        return on(new Settle(task, List.of(scopes), cost));
    }

    private List<SpecificRecord> on(Object body) {
        return new BudgetGate(books, NOW).on(new BudgetEntry("default", "c1", NOW, "0".repeat(32), body));
    }

    private BudgetState budget(String scope) {
        return books.budgets.getOrDefault(scope, BudgetState.newBuilder().build());
    }

    private static List<BudgetAnswer> answers(List<SpecificRecord> said) {
        return said.stream()
                .filter(record -> !(record instanceof Budget))
                .map(BudgetAnswer.class::cast)
                .toList();
    }

    private static List<String> granted(List<SpecificRecord> said) {
        return answers(said).stream()
                .filter(answer -> answer.getExhausted() == null)
                .map(BudgetAnswer::getTaskId)
                .toList();
    }

    /** One tenant's books. */
    private static final class MapBooks implements Books {

        final Map<String, BudgetState> budgets = new HashMap<>();
        final Map<String, Reservation> reservations = new HashMap<>();
        final Map<String, String> queue = new HashMap<>();

        @Override
        public @Nullable BudgetState budget(String tenant, String scope) {
            return budgets.get(scope);
        }

        @Override
        public void putBudget(String tenant, String scope, BudgetState budget) {
            budgets.put(scope, budget);
        }

        @Override
        public @Nullable Reservation reservation(String taskId) {
            return reservations.get(taskId);
        }

        @Override
        public void putReservation(Reservation reservation) {
            reservations.put(reservation.getTaskId(), reservation);
        }

        @Override
        public void dropReservation(String taskId) {
            reservations.remove(taskId);
        }

        @Override
        public @Nullable String waiting(String tenant, String scope, long number) {
            return queue.get(scope + "#" + number);
        }

        @Override
        public void putWaiting(String tenant, String scope, long number, String taskId) {
            queue.put(scope + "#" + number, taskId);
        }

        @Override
        public void dropWaiting(String tenant, String scope, long number) {
            queue.remove(scope + "#" + number);
        }
    }
}
