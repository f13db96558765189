package com.blossomer.gtm.projections;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The rows of one transaction, each once: an upsert of many rows must not meet a key twice. Not thread-safe. */
final class RowBatch {

    private final NavigableMap<Row.Key, Row.Campaign> campaigns = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Run> runs = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Stage> stages = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Content> contents = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Usage> usage = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Budget> budgets = new TreeMap<>();
    private final NavigableMap<Row.Key, Row.Batch> batches = new TreeMap<>();

    /** In order: each state has an effect of its own. */
    private final List<Row.Replay> replays = new ArrayList<>();

    void add(Row row) {
        switch (row) {
            case Row.Campaign campaign -> campaigns.merge(campaign.key(), campaign, Row.Campaign::merge);
            case Row.Run run -> runs.merge(run.key(), run, Row.Run::merge);
            case Row.Stage stage -> stages.merge(stage.key(), stage, Row.Stage::merge);
            case Row.Content content -> contents.merge(content.key(), content, Row.Content::merge);
            case Row.Usage paid -> usage.merge(paid.key(), paid, Row.Usage::merge);
            case Row.Budget budget -> budgets.merge(budget.key(), budget, Row.Budget::merge);
            case Row.Replay replay -> replays.add(replay);
            case Row.Batch received -> batches.merge(received.key(), received, Row.Batch::merge);
        }
    }

    void addAll(Collection<? extends Row> rows) {
        rows.forEach(this::add);
    }

    Collection<Row.Campaign> campaigns() {
        return campaigns.values();
    }

    Collection<Row.Run> runs() {
        return runs.values();
    }

    Collection<Row.Stage> stages() {
        return stages.values();
    }

    Collection<Row.Content> contents() {
        return contents.values();
    }

    Collection<Row.Usage> usage() {
        return usage.values();
    }

    Collection<Row.Budget> budgets() {
        return budgets.values();
    }

    Collection<Row.Batch> batches() {
        return batches.values();
    }

    List<Row.Replay> replays() {
        return replays;
    }

    int size() {
        return campaigns.size()
                + runs.size()
                + stages.size()
                + contents.size()
                + usage.size()
                + budgets.size()
                + batches.size()
                + replays.size();
    }
}
