package com.blossomer.gtm.budget;

import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Reservation;
import org.jspecify.annotations.Nullable;

/** A tenant's books, read and written as the gate needs them: the three stores. */
interface Books {

    @Nullable
    BudgetState budget(String tenant, String scope);

    void putBudget(String tenant, String scope, BudgetState budget);

    @Nullable
    Reservation reservation(String taskId);

    void putReservation(Reservation reservation);

    void dropReservation(String taskId);

    /** The task that has that number in the queue of a scope. */
    @Nullable
    String waiting(String tenant, String scope, long number);

    void putWaiting(String tenant, String scope, long number, String taskId);

    void dropWaiting(String tenant, String scope, long number);
}
