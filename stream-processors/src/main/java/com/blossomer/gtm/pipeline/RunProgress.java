package com.blossomer.gtm.pipeline;

import static com.blossomer.gtm.state.StageStatus.DONE;
import static com.blossomer.gtm.state.StageStatus.FAILED;
import static com.blossomer.gtm.state.StageStatus.RUNNING;
import static com.blossomer.gtm.state.StageStatus.WAITING;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.state.StageState;
import com.blossomer.gtm.state.StageStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a run moves: stages start as soon as what they depend on is there, independent ones side by side; a failed stage
 * fails what rests on it; a run ends when no stage can move. Lives for one decision.
 */
final class RunProgress {

    private static final StageFailure CANCELLED = new StageFailure("cancelled", "Cancelled by request.");

    /** How long after a request a prompt version that it names may still be on its way to this process. */
    private static final Duration PROMPTS_ARRIVE = Duration.ofMinutes(1);

    private final AssetCatalog catalog;
    private final PinnedPrompts prompts;
    private final PipelineSettings settings;
    private final Deciding deciding;
    private final Needs needs;
    private final RunEvents events;
    private final Instant now;

    RunProgress(
            PromptLibrary prompts,
            ModelPlan models,
            Prices prices,
            PipelineSettings settings,
            Deciding deciding,
            Instant now) {
        this.catalog = prompts.catalog();
        this.prompts = new PinnedPrompts(prompts);
        this.settings = settings;
        this.deciding = deciding;
        this.needs = new Needs(models, prices, settings, deciding, now);
        this.events = new RunEvents(this.prompts, deciding, now);
        this.now = now;
    }

    /** Names a run among all runs of all tenants. */
    static String key(String tenant, String campaignId, int run) {
        return tenant + "/" + campaignId + "#" + run;
    }

    static String key(RunState run) {
        return key(run.getTenant(), run.getCampaignId(), run.getRun());
    }

    void start(CampaignCommand command, StartRun start) {
        StandingAssets standing = StandingAssets.of(start);
        List<String> unknown = new ArrayList<>();
        for (String asset : concat(start.getAssets(), standing.json().keySet())) {
            if (catalog.find(asset).isEmpty()) {
                unknown.add(asset);
            }
        }
        List<AssetType> plan = unknown.isEmpty()
                ? catalog.plan(start.getAssets(), standing.json().keySet())
                : List.of();
        Map<String, String> versions = PinnedPrompts.pin(start, plan);
        List<String> missing = prompts.unknown(command.getTenant(), versions);
        if (!missing.isEmpty() && now.isBefore(command.getOccurredAt().plus(PROMPTS_ARRIVE))) {
            throw new PinnedPrompts.NotHereYet(String.join(", ", missing));
        }
        RunState run = newRun(command, start, versions, stages(plan), standing);
        events.started(run, announced(run, start, standing), start.getBaseRun());
        if (!unknown.isEmpty()) {
            refuse(run, unknown.getFirst(), "unknown_asset", "There is no asset of that name.");
            return;
        }
        if (!missing.isEmpty()) {
            String asset = missing.getFirst().substring(0, missing.getFirst().indexOf(' '));
            refuse(run, asset, "unknown_prompt", "There is no prompt version " + String.join(", ", missing) + ".");
            return;
        }
        start.getGivenAssets()
                .forEach((asset, json) ->
                        events.given(run, asset, json, start.getEdited().get(asset)));
        start.getKept().forEach((stage, kept) -> {
            if (find(run, stage).isEmpty()) {
                events.kept(run, stage, kept);
            }
        });
        advance(run);
    }

    /** An edit shows all stages of its campaign, those that stand too. */
    private List<String> announced(RunState run, StartRun start, StandingAssets standing) {
        List<String> planned =
                run.getStages().stream().map(StageState::getStage).toList();
        if (start.getBaseRun() == null) {
            return planned;
        }
        List<String> all = new ArrayList<>();
        if (planned.contains(AssetType.CONTENT) || start.getKept().containsKey(AssetType.CONTENT)) {
            all.add(AssetType.CONTENT);
        }
        catalog.all().stream()
                .map(AssetType::name)
                .filter(name -> planned.contains(name) || standing.json().containsKey(name))
                .forEach(all::add);
        return all;
    }

    private void refuse(RunState run, String stage, String reason, String detail) {
        finish(run, RunStatus.FAILED, Optional.of(new StageState(stage, FAILED, null, reason, detail)));
    }

    void cancel(RunState run) {
        RunState stopped = failOpenStages(run, CANCELLED);
        finish(stopped, RunStatus.CANCELLED, firstFailure(stopped));
    }

    /** A run that ended without all that was asked for goes on with the stages that failed, while it is remembered. */
    void resume(RunState run) {
        List<String> failed = run.getFinished()
                ? run.getStages().stream()
                        .filter(stage -> stage.getStatus() == FAILED)
                        .map(StageState::getStage)
                        .toList()
                : List.of();
        if (failed.isEmpty()) {
            return;
        }
        RunState open = RunState.newBuilder(run).setFinished(false).build();
        for (String stage : failed) {
            open = with(open, stage, WAITING, null, null);
        }
        events.resumed(open, failed);
        advance(open);
    }

    void expire(RunState run) {
        Duration patience = patience(run, settings);
        RunState stopped = failOpenStages(
                run,
                new StageFailure(
                        "deadline_exceeded",
                        "Nothing moved for " + patience.toMinutes()
                                + " minutes. Ask again; what was answered is kept."));
        finish(stopped, outcome(stopped), firstFailure(stopped));
    }

    /** The answer that a stage waited for is there; {@code bought}: this run's own task brought it. */
    void complete(RunState run, String stage, boolean bought) {
        if (status(run, stage) == RUNNING) {
            advance(done(run, stage, answerKey(run, stage), bought));
        }
    }

    void fail(RunState run, String stage, StageFailure failure) {
        if (status(run, stage) == RUNNING) {
            events.failed(run, stage, failure);
            advance(with(run, stage, FAILED, answerKey(run, stage), failure));
        }
    }

    /** What the stage waited for will not come in the way it was hoped for; it states its need anew. */
    void askAgain(RunState run, String stage) {
        if (status(run, stage) == RUNNING) {
            advance(with(run, stage, WAITING, null, null));
        }
    }

    private void advance(RunState run) {
        RunState current = run;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (StageState stage : current.getStages()) {
                if (stage.getStatus() == WAITING) {
                    current = advance(current, stage.getStage());
                    moved |= status(current, stage.getStage()) != WAITING;
                }
            }
        }
        if (current.getStages().stream().allMatch(stage -> stage.getStatus() == DONE || stage.getStatus() == FAILED)) {
            finish(current, outcome(current), firstFailure(current));
        } else {
            deciding.putRun(
                    key(current),
                    RunState.newBuilder(current)
                            .setDeadlineAt(now.plus(patience(current, settings)))
                            .build());
        }
    }

    private RunState advance(RunState run, String stage) {
        List<String> dependencies =
                stage.equals(AssetType.CONTENT) ? List.of() : catalog.get(stage).dependsOn();
        Predicate<StageStatus> any = wanted -> dependencies.stream().anyMatch(name -> status(run, name) == wanted);
        if (any.test(FAILED)) {
            StageFailure failure = new StageFailure(
                    "dependency_failed",
                    "Not tried, because what it rests on failed: " + String.join(", ", failed(run, dependencies))
                            + ".");
            events.failed(run, stage, failure);
            return with(run, stage, FAILED, null, failure);
        }
        if (any.test(WAITING) || any.test(RUNNING)) {
            return run;
        }
        Needs.Need need = stage.equals(AssetType.CONTENT)
                ? needs.content(run)
                : needs.asset(run, prompts.get(run, stage), ownModels(run, stage));
        if (need.failure().isPresent()) {
            events.failed(run, stage, need.failure().get());
            return with(run, stage, FAILED, need.key(), need.failure().get());
        }
        return need.answered() ? done(run, stage, need.key(), false) : with(run, stage, RUNNING, need.key(), null);
    }

    private RunState done(RunState run, String stage, @Nullable String answerKey, boolean bought) {
        RunState done = with(run, stage, DONE, answerKey, null);
        if (stage.equals(AssetType.CONTENT)) {
            done = RunState.newBuilder(done)
                    .setKeptContentHash(needs.contentHash(run))
                    .build();
        }
        events.completed(done, stage, bought);
        return done;
    }

    /** Whether the models that the run names hold for this asset. */
    private boolean ownModels(RunState run, String asset) {
        String from = run.getFromStage();
        return !run.getModels().isEmpty() && (from == null || catalog.restsOn(asset, from));
    }

    private void finish(RunState run, RunStatus status, Optional<StageState> failure) {
        events.finished(run, status, failure);
        RunState.Builder finished = RunState.newBuilder(run).setFinished(true);
        if (status == RunStatus.COMPLETED) {
            finished.setUserContext(null).setGivenAssets(Map.of()).setStages(List.of());
            finished.setDeadlineAt(now.plus(settings.finishedRetention()));
        } else {
            finished.setDeadlineAt(now.plus(settings.resumableRetention()));
        }
        deciding.putRun(key(run), finished.build());
    }

    private RunState failOpenStages(RunState run, StageFailure failure) {
        RunState current = run;
        for (StageState stage : run.getStages()) {
            if (stage.getStatus() == WAITING || stage.getStatus() == RUNNING) {
                events.failed(run, stage.getStage(), failure);
                current = with(current, stage.getStage(), FAILED, stage.getAnswerKey(), failure);
            }
        }
        return current;
    }

    /** Completed when all that was asked for is there, failed when nothing of it is. */
    private static RunStatus outcome(RunState run) {
        long done = run.getAssets().stream()
                .filter(asset -> status(run, asset) == DONE)
                .count();
        if (done == run.getAssets().size()) {
            return RunStatus.COMPLETED;
        }
        return done == 0 ? RunStatus.FAILED : RunStatus.PARTIAL;
    }

    private static Optional<StageState> firstFailure(RunState run) {
        return run.getStages().stream()
                .filter(stage -> stage.getStatus() == FAILED)
                .findFirst();
    }

    private static List<String> failed(RunState run, List<String> stages) {
        return stages.stream().filter(stage -> status(run, stage) == FAILED).toList();
    }

    /** A stage that is not in the run was handed in, or only handed-in assets rest on it: done. */
    private static StageStatus status(RunState run, String stage) {
        return find(run, stage).map(StageState::getStatus).orElse(DONE);
    }

    private static @Nullable String answerKey(RunState run, String stage) {
        return find(run, stage).map(StageState::getAnswerKey).orElse(null);
    }

    static Optional<StageState> find(RunState run, String stage) {
        for (StageState state : run.getStages()) {
            if (state.getStage().equals(stage)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    /** How long a run may stand still. */
    static Duration patience(RunState run, PipelineSettings settings) {
        return patience(run.getLane(), run.getEconomy(), settings);
    }

    private static Duration patience(Lane lane, boolean economy, PipelineSettings settings) {
        return switch (lane) {
            case INTERACTIVE -> settings.interactiveDeadline();
            case BATCH -> economy ? settings.economyDeadline() : settings.batchDeadline();
        };
    }

    /** Whether a run's answers may take a day; only those of batches may. */
    static boolean economical(RunState run) {
        return run.getEconomy() && run.getLane() == Lane.BATCH;
    }

    private static RunState with(
            RunState run,
            String stage,
            StageStatus status,
            @Nullable String answerKey,
            @Nullable StageFailure failure) {
        List<StageState> stages = run.getStages().stream()
                .map(state -> state.getStage().equals(stage)
                        ? new StageState(
                                stage,
                                status,
                                answerKey,
                                failure == null ? null : failure.getReason(),
                                failure == null ? null : failure.getDetail())
                        : state)
                .toList();
        return RunState.newBuilder(run).setStages(stages).build();
    }

    private static List<StageState> stages(List<AssetType> plan) {
        List<StageState> stages = new ArrayList<>();
        if (plan.stream().anyMatch(type -> type.dependsOn().contains(AssetType.CONTENT))) {
            stages.add(new StageState(AssetType.CONTENT, WAITING, null, null, null));
        }
        plan.forEach(type -> stages.add(new StageState(type.name(), WAITING, null, null, null)));
        return stages;
    }

    private RunState newRun(
            CampaignCommand command,
            StartRun start,
            Map<String, String> versions,
            List<StageState> stages,
            StandingAssets standing) {
        return RunState.newBuilder()
                .setTenant(command.getTenant())
                .setCampaignId(command.getCampaignId())
                .setRun(command.getRun())
                .setSite(command.getSite())
                .setBatchId(start.getBatchId())
                .setTraceId(command.getTraceId())
                .setWebsiteUrl(start.getWebsiteUrl())
                .setLane(start.getLane())
                .setAssets(List.copyOf(start.getAssets()))
                .setUserContext(start.getUserContext())
                .setGivenAssets(standing.json())
                .setKeptContentHash(standing.contentHash())
                .setMaxAgeSeconds(start.getMaxAgeSeconds())
                .setStartedAt(now)
                .setDeadlineAt(now.plus(patience(start.getLane(), start.getEconomy(), settings)))
                .setFinished(false)
                .setBudgets(List.copyOf(start.getBudgets()))
                .setEconomy(start.getEconomy())
                .setReplayId(start.getReplayId())
                .setPromptVersions(versions)
                .setModels(start.getModels())
                .setFromStage(start.getFromStage())
                .setStages(stages)
                .build();
    }

    private static List<String> concat(List<String> assets, Set<String> given) {
        List<String> all = new ArrayList<>(assets);
        all.addAll(given);
        return all;
    }
}
