package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.EventTail;
import com.blossomer.gtm.platform.kafka.Prompts;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts campaigns and waits for them without a thread per waiter. */
@Singleton
final class Campaigns {

    private static final Logger LOG = LoggerFactory.getLogger(Campaigns.class);

    private final CommandLog commands;
    private final EventTail events;
    private final Budgets budgets;
    private final PromptLibrary prompts;
    private final CampaignIds campaignIds;
    private final KeyedRequests keyed;
    private final IngressSettings settings;
    private final Clock clock;
    private final ExecutorService executor;

    Campaigns(
            CommandLog commands,
            EventTail events,
            Budgets budgets,
            Prompts prompts,
            CampaignIds campaignIds,
            KeyedRequests keyed,
            IngressSettings settings,
            Clock clock,
            @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.commands = commands;
        this.events = events;
        this.budgets = budgets;
        this.prompts = prompts.library();
        this.campaignIds = campaignIds;
        this.keyed = keyed;
        this.settings = settings;
        this.clock = clock;
        this.executor = executor;
    }

    /**
     * Who asks, and how.
     *
     * @param idempotencyKey null where every request is a campaign of its own
     */
    record Caller(String tenant, String traceId, @Nullable String idempotencyKey, Preference preference) {}

    /** What came of a request within its wait. */
    sealed interface Outcome {
        String campaignId();
    }

    /** The asset that was asked for. */
    record AssetReady(String campaignId, AssetType asset, String json) implements Outcome {}

    /** The whole run is over, with at least one asset. */
    record RunOver(String campaignId, String json) implements Outcome {}

    /** The run ended without what was asked for. */
    record RunFailed(String campaignId, StageFailed why) implements Outcome {}

    /** Not known yet. */
    record StillRunning(String campaignId, String status, String websiteUrl) implements Outcome {}

    /** Kafka did not take the command. */
    record NotStored(String campaignId) implements Outcome {}

    /**
     * Starts a campaign, unless the same request came before.
     *
     * @param asset what the caller waits for; null for the whole run
     */
    CompletableFuture<Outcome> start(CampaignRequest request, @Nullable AssetType asset, Caller caller) {
        String id = campaignIds.of(caller.tenant(), request.url().site(), caller.idempotencyKey());
        if (caller.idempotencyKey() == null) {
            return start(id, request, asset, caller);
        }
        String fingerprint = CampaignIds.derived(request.toString(), asset == null ? "" : asset.name());
        Outcome known = keyed.repeated(id, fingerprint);
        return known != null
                ? CompletableFuture.completedFuture(known)
                : start(id, request, asset, caller).whenComplete((outcome, failure) -> {
                    if (outcome != null) {
                        keyed.answered(id, fingerprint, outcome);
                    }
                });
    }

    private CompletableFuture<Outcome> start(
            String id, CampaignRequest request, @Nullable AssetType asset, Caller caller) {
        CampaignCommand command =
                command(id, request, Lane.INTERACTIVE, null, budgets.of(caller.tenant(), null), Map.of(), caller);
        RunView view = new RunView(id, command.getSite(), request.written(), command.getOccurredAt());
        RunWatch watch = new RunWatch(view, asset == null ? null : asset.name());
        boolean waits = !caller.preference().patience().isZero();
        // Listen first: an answer that is stored already can come before the acknowledgement of the command.
        EventTail.Subscription subscription = waits ? events.subscribe(id, watch) : () -> {};
        long millis = caller.preference().patience().toMillis();
        return commands.append(command, settings.produceTimeout())
                .thenCompose(stored -> waits
                        ? watch.done().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS)
                        : CompletableFuture.completedFuture(null))
                .whenComplete((done, failure) -> subscription.close())
                .handleAsync(
                        (done, failure) -> failure == null
                                ? watch.read(run -> outcome(id, run, asset))
                                : notStored(command, failure),
                        executor);
    }

    private static Outcome outcome(String id, RunView run, @Nullable AssetType asset) {
        StageCompleted ready = asset == null ? null : run.asset(asset.name());
        if (asset != null && ready != null) {
            return new AssetReady(id, asset, ready.getOutput());
        }
        StageFailed failure = run.failure();
        if (run.isFinished()
                && failure != null
                && (asset != null || run.status().equals("failed"))) {
            return new RunFailed(id, failure);
        }
        if (run.isFinished() && asset == null) {
            return new RunOver(id, run.json().toString());
        }
        return new StillRunning(id, run.status(), run.websiteUrl());
    }

    private static Outcome notStored(CampaignCommand command, Throwable failure) {
        LOG.atError()
                .addKeyValue("campaign", command.getCampaignId())
                .addKeyValue("trace", command.getTraceId())
                .setCause(failure)
                .log("Kafka did not take a command; the caller was told with 503");
        return new NotStored(command.getCampaignId());
    }

    /** What is in production now stays with the run, whatever is published while it runs. */
    private Map<String, String> versions(CampaignRequest request, String tenant) {
        return prompts.production(
                tenant, prompts.catalog().plan(request.assets(), request.given().keySet()));
    }

    CampaignCommand command(
            String id,
            CampaignRequest request,
            Lane lane,
            @Nullable String batchId,
            List<String> scopes,
            Map<String, String> columns,
            Caller caller) {
        return CampaignCommand.newBuilder()
                .setTenant(caller.tenant())
                .setCampaignId(id)
                .setRun(1)
                .setSite(request.url().site())
                .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS))
                .setTraceId(caller.traceId())
                .setBody(request.toStartRun(lane, batchId, scopes, columns, versions(request, caller.tenant())))
                .build();
    }
}
