package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A decision being made: the state as read, with what has been decided so far laid over it. Lives for one event. */
final class Deciding implements SiteState {

    private final SiteState before;
    private final Map<String, Optional<RunState>> runs = new LinkedHashMap<>();
    private final Map<String, Flight> contents = new LinkedHashMap<>();
    private final Map<String, Optional<Flight>> completions = new LinkedHashMap<>();
    private final List<ContentTask> contentTasks = new ArrayList<>();
    private final List<PromptTask> promptTasks = new ArrayList<>();
    private final List<BudgetEntry> budgetEntries = new ArrayList<>();
    private final List<CampaignEvent> events = new ArrayList<>();

    Deciding(SiteState before) {
        this.before = before;
    }

    @Override
    public @Nullable RunState run(String runKey) {
        Optional<RunState> decided = runs.get(runKey);
        return decided == null ? before.run(runKey) : decided.orElse(null);
    }

    @Override
    public @Nullable Flight content(String site) {
        Flight decided = contents.get(site);
        return decided == null ? before.content(site) : decided;
    }

    @Override
    public @Nullable Flight completion(String promptKey) {
        Optional<Flight> decided = completions.get(promptKey);
        return decided == null ? before.completion(promptKey) : decided.orElse(null);
    }

    void putRun(String runKey, RunState run) {
        runs.put(runKey, Optional.of(run));
    }

    void forgetRun(String runKey) {
        runs.put(runKey, Optional.empty());
    }

    void putContent(String site, Flight flight) {
        contents.put(site, flight);
    }

    void putCompletion(String promptKey, Flight flight) {
        completions.put(promptKey, Optional.of(flight));
    }

    void endCompletion(String promptKey) {
        completions.put(promptKey, Optional.empty());
    }

    void task(ContentTask task) {
        contentTasks.add(task);
    }

    void task(PromptTask task) {
        promptTasks.add(task);
    }

    void entry(BudgetEntry entry) {
        budgetEntries.add(entry);
    }

    void event(CampaignEvent event) {
        events.add(event);
    }

    Decision decision() {
        return new Decision(runs, contents, completions, contentTasks, promptTasks, budgetEntries, events);
    }
}
