package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What follows from an event: the new state and what is sent, to be applied as one transaction.
 *
 * @param runs by run key; empty: the run is forgotten
 * @param contents by site key
 * @param completions by prompt key; empty: the flight ended without an answer
 * @param contentTasks pages to read
 * @param promptTasks prompts to answer
 * @param budgetEntries estimates to reserve and bills to settle
 * @param events what happened, in order
 */
record Decision(
        Map<String, Optional<RunState>> runs,
        Map<String, Flight> contents,
        Map<String, Optional<Flight>> completions,
        List<ContentTask> contentTasks,
        List<PromptTask> promptTasks,
        List<BudgetEntry> budgetEntries,
        List<CampaignEvent> events) {

    /** Whether nothing follows: a duplicate, or an answer that came too late. */
    boolean isEmpty() {
        return runs.isEmpty()
                && contents.isEmpty()
                && completions.isEmpty()
                && contentTasks.isEmpty()
                && promptTasks.isEmpty()
                && budgetEntries.isEmpty()
                && events.isEmpty();
    }
}
