package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.platform.kafka.CommitPace;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Loads, calls {@link SitePipeline#decide}, stores and forwards. Owned by one stream thread; nothing here blocks. */
final class SiteProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

    /** How often the clock is compared with the deadlines. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** Runs, and answers, that a partition has at hand: those of a thousand campaigns on their way, some MB. */
    private static final int AT_HAND = 3_000;

    private final SitePipeline pipeline;
    private final CommitPace pace = new CommitPace();

    /** A view of the runs store, rebuilt from it at start: when each run's deadline is. */
    private final Map<String, Deadline> deadlines = new HashMap<>();

    private @Nullable Stores stores;

    SiteProcessor(SitePipeline pipeline) {
        this.pipeline = pipeline;
    }

    private record Deadline(String site, long epochMillis) {}

    private record Stores(
            ProcessorContext<String, SpecificRecord> context,
            RecentStore<RunState> runs,
            KeyValueStore<String, Flight> contents,
            RecentStore<Flight> completions)
            implements SiteState {

        @Override
        public @Nullable RunState run(String runKey) {
            return runs.get(runKey);
        }

        @Override
        public @Nullable Flight content(String site) {
            return contents.get(site);
        }

        @Override
        public @Nullable Flight completion(String promptKey) {
            return completions.get(promptKey);
        }
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        KeyValueStore<String, RunState> runs = context.getStateStore(SiteTopology.RUNS);
        stores = new Stores(
                context,
                new RecentStore<>(runs, AT_HAND),
                context.getStateStore(SiteTopology.CONTENTS),
                new RecentStore<>(context.getStateStore(SiteTopology.COMPLETIONS), AT_HAND));
        try (KeyValueIterator<String, RunState> all = runs.all()) {
            while (all.hasNext()) {
                KeyValue<String, RunState> run = all.next();
                remember(run.key, run.value);
            }
        }
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        decide(record.key(), event(record.value()));
        ProcessorContext<String, SpecificRecord> context = opened().context();
        if (pace.commitsAt(context.currentSystemTimeMs(), record.timestamp())) {
            context.commit();
        }
    }

    private static SiteEvent event(@Nullable SpecificRecord value) {
        return switch (value) {
            case CampaignCommand command -> new SiteEvent.Commanded(command);
            case ContentResult result -> new SiteEvent.ContentAnswered(result);
            case PromptResult result -> new SiteEvent.PromptAnswered(result);
            case BudgetAnswer answer -> new SiteEvent.BudgetAnswered(answer);
            case null -> throw new IllegalArgumentException("the pipeline has no rule for an empty record");
            default ->
                throw new IllegalArgumentException(
                        "the pipeline has no rule for " + value.getClass().getName());
        };
    }

    private void tick(long epochMillis) {
        List<Map.Entry<String, Deadline>> passed = deadlines.entrySet().stream()
                .filter(entry -> entry.getValue().epochMillis() <= epochMillis)
                .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
                .toList();
        passed.forEach(entry -> decide(entry.getValue().site(), new SiteEvent.DeadlinePassed(entry.getKey())));
    }

    private void decide(String site, SiteEvent event) {
        Stores opened = opened();
        Instant now = Instant.ofEpochMilli(opened.context().currentSystemTimeMs());
        apply(site, pipeline.decide(opened, event, now), now);
    }

    private void apply(String site, Decision decision, Instant now) {
        Stores opened = opened();
        decision.contents().forEach(opened.contents()::put);
        decision.completions().forEach(opened.completions()::put);
        decision.runs().forEach((key, run) -> {
            opened.runs().put(key, run);
            run.ifPresentOrElse(kept -> remember(key, kept), () -> deadlines.remove(key));
        });
        for (ContentTask task : decision.contentTasks()) {
            forward(Topics.CONTENT_TASKS, site, task, now);
        }
        for (PromptTask task : decision.promptTasks()) {
            forward(lane(task.getLane()), site, task, now);
        }
        for (BudgetEntry entry : decision.budgetEntries()) {
            forward(Topics.BUDGET_ENTRIES, entry.getTenant(), entry, now);
        }
        for (CampaignEvent event : decision.events()) {
            forward(Topics.CAMPAIGN_EVENTS, site, event, now);
        }
    }

    private static Topic<PromptTask> lane(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> Topics.PROMPT_TASKS_INTERACTIVE;
            case BATCH -> Topics.PROMPT_TASKS_BATCH;
        };
    }

    private <V extends SpecificRecord> void forward(Topic<V> topic, String key, V value, Instant now) {
        opened().context()
                .forward(
                        new Record<>(key, (SpecificRecord) value, now.toEpochMilli(), Events.headers(topic, value)),
                        SiteTopology.node(topic));
    }

    private void remember(String runKey, RunState run) {
        deadlines.put(runKey, new Deadline(run.getSite(), run.getDeadlineAt().toEpochMilli()));
    }

    private Stores opened() {
        Stores opened = stores;
        if (opened == null) {
            throw new IllegalStateException("the processor was not initialised");
        }
        return opened;
    }
}
