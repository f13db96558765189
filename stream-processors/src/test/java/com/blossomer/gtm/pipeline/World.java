package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Reserve;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One site in memory: applies decisions as the processor does, and keeps what was sent and what happened. */
final class World implements SiteState {

    static final AssetCatalog CATALOG = AssetCatalog.load();
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String SITE = "acme.example";

    final Map<String, RunState> runs = new TreeMap<>();
    final Map<String, Flight> contents = new TreeMap<>();
    final Map<String, Flight> completions = new TreeMap<>();
    final List<ContentTask> contentTasks = new ArrayList<>();
    final List<PromptTask> promptTasks = new ArrayList<>();
    final List<BudgetEntry> budgetEntries = new ArrayList<>();
    final List<CampaignEvent> events = new ArrayList<>();
    final List<Happened> log = new ArrayList<>();

    private final SitePipeline pipeline;
    private Instant now = START;

    World() {
        this(PromptLibrary.builtIn(CATALOG));
    }

    World(PromptLibrary prompts) {
        this.pipeline =
                new SitePipeline(prompts, ModelPlan.of(List.of(ModelPlan.OFFLINE)), Prices.parse(""), settings());
    }

    record Happened(SiteEvent event, Instant at) {}

    static PipelineSettings settings() {
        return new PipelineSettings(
                "test",
                1,
                Duration.ofMillis(20),
                "unused",
                Duration.ofDays(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                Duration.ofHours(24),
                Duration.ofDays(30));
    }

    World at(Instant time) {
        now = time;
        return this;
    }

    Decision happens(SiteEvent event) {
        log.add(new Happened(event, now));
        Decision decision = pipeline.decide(this, event, now);
        decision.runs().forEach((key, run) -> put(runs, key, run));
        contents.putAll(decision.contents());
        decision.completions().forEach((key, flight) -> put(completions, key, flight));
        contentTasks.addAll(decision.contentTasks());
        promptTasks.addAll(decision.promptTasks());
        budgetEntries.addAll(decision.budgetEntries());
        events.addAll(decision.events());
        now = now.plusMillis(1);
        return decision;
    }

    /** Answers everything that was asked, until nothing is asked any more. */
    World settle() {
        while (!contentTasks.isEmpty() || !promptTasks.isEmpty()) {
            List<ContentTask> pages = List.copyOf(contentTasks);
            List<PromptTask> prompts = List.copyOf(promptTasks);
            contentTasks.clear();
            promptTasks.clear();
            pages.forEach(task -> happens(read(task)));
            prompts.forEach(task -> happens(answer(task)));
        }
        return this;
    }

    List<Object> happenedTo(String campaign) {
        return events.stream()
                .filter(event -> event.getCampaignId().equals(campaign))
                .map(CampaignEvent::getBody)
                .toList();
    }

    static SiteEvent start(String campaign, String... assets) {
        return command(campaign, request(Map.of(), null, assets));
    }

    static SiteEvent cancel(String campaign) {
        return command(campaign, new CancelRun());
    }

    static SiteEvent resume(String campaign) {
        return command(campaign, new ResumeRun());
    }

    /** The gate's answer to a reservation; {@code exhausted}: the scope that has nothing left, or null. */
    static SiteEvent budget(BudgetEntry entry, @Nullable String exhausted) {
        Reserve reserve = (Reserve) entry.getBody();
        return new SiteEvent.BudgetAnswered(BudgetAnswer.newBuilder()
                .setTenant(entry.getTenant())
                .setCampaignId(entry.getCampaignId())
                .setSite(reserve.getSite())
                .setTaskId(reserve.getTaskId())
                .setOccurredAt(START)
                .setTraceId(entry.getTraceId())
                .setScopes(reserve.getScopes())
                .setExhausted(exhausted)
                .setLimitNanoUsd(2_000_000_000L)
                .setSpentNanoUsd(1_999_000_000L)
                .build());
    }

    static SiteEvent command(String campaign, Object body) {
        return new SiteEvent.Commanded(new CampaignCommand("default", campaign, 1, SITE, START, "0".repeat(32), body));
    }

    static StartRun request(Map<String, String> given, @Nullable Long maxAge, String... assets) {
        return StartRun.newBuilder()
                .setWebsiteUrl("https://acme.example")
                .setAssets(List.of(assets))
                .setLane(Lane.INTERACTIVE)
                .setGivenAssets(given)
                .setMaxAgeSeconds(maxAge)
                .build();
    }

    static SiteEvent read(ContentTask task) {
        return content(task, text("Acme makes anvils. Anvils that do not fall on you."));
    }

    static SiteContent text(String text) {
        return text(text, List.of());
    }

    static SiteContent text(String text, List<Page> pages) {
        return SiteContent.newBuilder()
                .setContentHash(Integer.toHexString(text.hashCode()))
                .setTitle("Acme")
                .setSections(List.of(new Section("Anvils", "hero", text, "https://acme.example")))
                .setPages(pages)
                .build();
    }

    static SiteEvent content(ContentTask task, Object body) {
        return new SiteEvent.ContentAnswered(new ContentResult(
                task.getTenant(),
                task.getCampaignId(),
                task.getRun(),
                task.getSite(),
                task.getTaskId(),
                START,
                task.getTraceId(),
                body));
    }

    /** An answer that depends on the question alone, as a model at temperature 0 gives it. */
    static SiteEvent answer(PromptTask task) {
        String output = "{\"asset\":\"%s\",\"of\":\"%s\"}"
                .formatted(task.getAsset(), PromptKey.ofTask(task.getTaskId()).substring(0, 12));
        return answer(task, new Completion(output, "offline", "extractive-1", 100L, 50L, 0L, 1L, 1, 0L, 0L, List.of()));
    }

    static SiteEvent answer(PromptTask task, Object body) {
        return new SiteEvent.PromptAnswered(new PromptResult(
                task.getTenant(),
                task.getCampaignId(),
                task.getRun(),
                task.getSite(),
                task.getTaskId(),
                task.getAsset(),
                START,
                task.getTraceId(),
                body,
                null,
                List.of(),
                null,
                List.of()));
    }

    static StageFailure failure(String reason) {
        return new StageFailure(reason, "As the test wants it.");
    }

    private static <V> void put(Map<String, V> store, String key, Optional<V> value) {
        value.ifPresentOrElse(present -> store.put(key, present), () -> store.remove(key));
    }

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
