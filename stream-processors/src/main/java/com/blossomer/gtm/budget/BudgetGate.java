package com.blossomer.gtm.budget;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The rules of budgets. A task is let out when what was spent, what is reserved and its own estimate keep within every one
 * of its limits; it waits while only reservations stand in its way, for they mostly turn out too high; it is refused when
 * what was spent leaves no room for it. So no more is ever spent than the limit and what the calls in flight cost beyond
 * their estimates. Those who wait for a scope are let out in the order in which they came.
 *
 * <p>Knows no clock and no Kafka: reads and writes the {@link Books}, and returns what is to be said. Lives for one entry.
 */
final class BudgetGate {

    /** How many of those who wait are looked at for one entry; the rest are looked at with the next, or by the clock. */
    static final int LOOKED_AT = 500;

    private final Books books;
    private final Instant now;
    private final List<SpecificRecord> said = new ArrayList<>();
    private final Map<String, Budget> changed = new LinkedHashMap<>();

    BudgetGate(Books books, Instant now) {
        this.books = books;
        this.now = now;
    }

    /** {@link BudgetAnswer}s, and how the {@link Budget}s stand that have changed. */
    List<SpecificRecord> on(BudgetEntry entry) {
        String tenant = entry.getTenant();
        switch (entry.getBody()) {
            case SetLimit limit -> {
                BudgetState before = budget(tenant, limit.getScope());
                put(
                        tenant,
                        limit.getScope(),
                        BudgetState.newBuilder(before)
                                .setLimitNanoUsd(limit.getLimitNanoUsd())
                                .build());
                tell(tenant, limit.getScope());
                drain(tenant, limit.getScope());
            }
            case Reserve reserve -> reserve(entry, reserve);
            case Settle settle -> settle(tenant, settle);
            default ->
                throw new IllegalArgumentException(
                        "no such entry: " + entry.getBody().getClass());
        }
        return all();
    }

    /** Goes on with those who wait for a scope, where there were too many for one entry. */
    List<SpecificRecord> goOn(String tenant, String scope) {
        drain(tenant, scope);
        return all();
    }

    /** Gives back what a task reserved that was never heard of again. */
    List<SpecificRecord> release(Reservation lost) {
        settle(lost.getTenant(), new Settle(lost.getTaskId(), lost.getScopes(), 0L));
        return all();
    }

    private List<SpecificRecord> all() {
        said.addAll(changed.values());
        return said;
    }

    private void reserve(BudgetEntry entry, Reserve reserve) {
        if (books.reservation(reserve.getTaskId()) != null) {
            return;
        }
        Reservation reservation = Reservation.newBuilder()
                .setTenant(entry.getTenant())
                .setCampaignId(entry.getCampaignId())
                .setTraceId(entry.getTraceId())
                .setSite(reserve.getSite())
                .setTaskId(reserve.getTaskId())
                .setScopes(reserve.getScopes())
                .setEstimateNanoUsd(reserve.getEstimateNanoUsd())
                .setAt(now)
                .setGranted(false)
                .build();
        for (String scope : reservation.getScopes()) {
            BudgetState budget = budget(reservation.getTenant(), scope);
            if (budget.getQueueHead() < budget.getQueueTail() && exhausted(reservation) == null) {
                enqueue(reservation, scope);
                return;
            }
        }
        place(reservation, null);
    }

    /**
     * @param from the scope whose queue it is the first of; null where it waits in none
     * @return false when it stays the first of that queue
     */
    private boolean place(Reservation reservation, @Nullable String from) {
        String exhausted = exhausted(reservation);
        if (exhausted != null) {
            books.dropReservation(reservation.getTaskId());
            refuse(reservation, exhausted);
            return true;
        }
        Optional<String> full = reservation.getScopes().stream()
                .filter(scope -> !fits(reservation, scope))
                .findFirst();
        if (full.isPresent()) {
            if (full.get().equals(from)) {
                return false;
            }
            enqueue(reservation, full.get());
            return true;
        }
        reservation.getScopes().forEach(scope -> reserved(reservation, scope, reservation.getEstimateNanoUsd()));
        books.putReservation(
                Reservation.newBuilder(reservation).setGranted(true).setAt(now).build());
        said.add(answer(reservation).build());
        return true;
    }

    private void settle(String tenant, Settle settle) {
        Reservation reservation = books.reservation(settle.getTaskId());
        for (String scope : settle.getScopes()) {
            BudgetState before = budget(tenant, scope);
            put(
                    tenant,
                    scope,
                    BudgetState.newBuilder(before)
                            .setSpentNanoUsd(before.getSpentNanoUsd() + settle.getCostNanoUsd())
                            .build());
            if (reservation != null && reservation.getGranted()) {
                reserved(reservation, scope, -reservation.getEstimateNanoUsd());
            }
            tell(tenant, scope);
        }
        books.dropReservation(settle.getTaskId());
        settle.getScopes().forEach(scope -> drain(tenant, scope));
    }

    private void drain(String tenant, String scope) {
        for (int looked = 0; looked < LOOKED_AT; looked++) {
            BudgetState budget = budget(tenant, scope);
            long head = budget.getQueueHead();
            if (head >= budget.getQueueTail()) {
                return;
            }
            String taskId = books.waiting(tenant, scope, head);
            Reservation first = taskId == null ? null : books.reservation(taskId);
            // One that was settled while it waited has left a gap.
            if (first != null && !first.getGranted() && !place(first, scope)) {
                return;
            }
            books.dropWaiting(tenant, scope, head);
            put(
                    tenant,
                    scope,
                    BudgetState.newBuilder(budget(tenant, scope))
                            .setQueueHead(head + 1)
                            .build());
        }
    }

    private void enqueue(Reservation reservation, String scope) {
        BudgetState budget = budget(reservation.getTenant(), scope);
        books.putReservation(reservation);
        books.putWaiting(reservation.getTenant(), scope, budget.getQueueTail(), reservation.getTaskId());
        put(
                reservation.getTenant(),
                scope,
                BudgetState.newBuilder(budget)
                        .setQueueTail(budget.getQueueTail() + 1)
                        .build());
    }

    /** A scope whose spending alone leaves no room; null where there is none. */
    private @Nullable String exhausted(Reservation reservation) {
        return reservation.getScopes().stream()
                .filter(scope -> {
                    BudgetState budget = budget(reservation.getTenant(), scope);
                    Long limit = budget.getLimitNanoUsd();
                    return limit != null && budget.getSpentNanoUsd() + reservation.getEstimateNanoUsd() > limit;
                })
                .findFirst()
                .orElse(null);
    }

    private boolean fits(Reservation reservation, String scope) {
        BudgetState budget = budget(reservation.getTenant(), scope);
        Long limit = budget.getLimitNanoUsd();
        return limit == null
                || budget.getSpentNanoUsd() + budget.getReservedNanoUsd() + reservation.getEstimateNanoUsd() <= limit;
    }

    private void reserved(Reservation reservation, String scope, long nanoUsd) {
        BudgetState before = budget(reservation.getTenant(), scope);
        put(
                reservation.getTenant(),
                scope,
                BudgetState.newBuilder(before)
                        .setReservedNanoUsd(Math.max(0, before.getReservedNanoUsd() + nanoUsd))
                        .build());
    }

    private void refuse(Reservation reservation, String scope) {
        BudgetState budget = budget(reservation.getTenant(), scope);
        Long limit = budget.getLimitNanoUsd();
        said.add(answer(reservation)
                .setExhausted(scope)
                .setLimitNanoUsd(limit == null ? 0 : limit)
                .setSpentNanoUsd(budget.getSpentNanoUsd())
                .build());
    }

    private BudgetAnswer.Builder answer(Reservation reservation) {
        return BudgetAnswer.newBuilder()
                .setTenant(reservation.getTenant())
                .setCampaignId(reservation.getCampaignId())
                .setSite(reservation.getSite())
                .setTaskId(reservation.getTaskId())
                .setOccurredAt(now)
                .setTraceId(reservation.getTraceId())
                .setScopes(reservation.getScopes());
    }

    /** How a budget stands is said after limits and bills, not after every reservation. */
    private void tell(String tenant, String scope) {
        BudgetState budget = budget(tenant, scope);
        changed.put(
                scope,
                Budget.newBuilder()
                        .setTenant(tenant)
                        .setCampaignId("")
                        .setScope(scope)
                        .setOccurredAt(now)
                        .setTraceId("0".repeat(32))
                        .setLimitNanoUsd(budget.getLimitNanoUsd())
                        .setSpentNanoUsd(budget.getSpentNanoUsd())
                        .setReservedNanoUsd(budget.getReservedNanoUsd())
                        .build());
    }

    private BudgetState budget(String tenant, String scope) {
        BudgetState known = books.budget(tenant, scope);
        return known == null ? BudgetState.newBuilder().build() : known;
    }

    private void put(String tenant, String scope, BudgetState budget) {
        books.putBudget(tenant, scope, budget);
    }
}
