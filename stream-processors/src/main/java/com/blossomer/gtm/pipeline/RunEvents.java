package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.KeptStage;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunResumed;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.state.StageState;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the world what happened to a run. */
final class RunEvents {

    private final PinnedPrompts prompts;
    private final Deciding deciding;
    private final Instant now;

    RunEvents(PinnedPrompts prompts, Deciding deciding, Instant now) {
        this.prompts = prompts;
        this.deciding = deciding;
        this.now = now;
    }

    /** @param baseRun the run that a user edited; null for runs that are no edit */
    void started(RunState run, List<String> stages, @Nullable Integer baseRun) {
        emit(
                run,
                new RunStarted(
                        run.getWebsiteUrl(), run.getAssets(), stages, run.getLane(), run.getPromptVersions(), baseRun));
    }

    /** @param editedFrom the run whose asset a user edited; null where it was handed in with the request */
    void given(RunState run, String asset, String json, @Nullable Integer editedFrom) {
        emit(
                run,
                new StageCompleted(
                        asset,
                        json,
                        provenance("given").setEditedFrom(editedFrom).build()));
    }

    /** A stage stands as it was in the run that was edited, and costs nothing anew. */
    void kept(RunState run, String stage, KeptStage kept) {
        Provenance provenance =
                Provenance.newBuilder(kept.getProvenance()).setSource("cache").build();
        emit(run, new StageCompleted(stage, kept.getOutput(), provenance));
    }

    /** A stage is done; {@code bought}: by this run's own task, not by an answer that was there or on its way. */
    void completed(RunState run, String stage, boolean bought) {
        String key = RunProgress.find(run, stage).map(StageState::getAnswerKey).orElseThrow();
        if (stage.equals(AssetType.CONTENT)) {
            content(run, answered(deciding.content(key), stage), bought);
        } else {
            asset(run, stage, key, answered(deciding.completion(key), stage), bought);
        }
    }

    void failed(RunState run, String stage, StageFailure failure) {
        emit(run, new StageFailed(stage, failure));
    }

    void resumed(RunState run, List<String> stages) {
        emit(run, new RunResumed(stages));
    }

    void finished(RunState run, RunStatus status, Optional<StageState> failure) {
        emit(
                run,
                new RunFinished(
                        status,
                        failure.map(StageState::getStage).orElse(null),
                        failure.map(stage -> new StageFailure(stage.getReason(), stage.getDetail()))
                                .orElse(null)));
    }

    private void content(RunState run, Flight flight, boolean bought) {
        SiteContent content = (SiteContent) flight.getAnswer();
        ObjectNode summary = JsonNodeFactory.instance.objectNode();
        summary.put("content_hash", content.getContentHash());
        summary.put("title", content.getTitle());
        summary.put("language", content.getLanguage());
        summary.put("sections", content.getSections().size());
        summary.put(
                "characters",
                content.getSections().stream()
                        .mapToInt(section -> section.getText().length())
                        .sum());
        content.getPages().forEach(page -> summary.withArray("pages").add(page.getUrl()));
        emit(
                run,
                new StageCompleted(
                        AssetType.CONTENT,
                        summary.toString(),
                        provenance(bought ? "web" : "cache")
                                .setContentHash(content.getContentHash())
                                .setAnsweredAt(flight.getAnsweredAt())
                                .build()));
    }

    private void asset(RunState run, String asset, String key, Flight flight, boolean bought) {
        Completion completion = (Completion) flight.getAnswer();
        emit(
                run,
                new StageCompleted(
                        asset,
                        completion.getOutput(),
                        provenance(bought ? "model" : "cache")
                                .setContentHash(run.getKeptContentHash())
                                .setPromptVersion(
                                        prompts.get(run, asset).prompt().version())
                                .setPromptKey(key)
                                .setProvider(completion.getProvider())
                                .setModel(completion.getModel())
                                .setInputTokens(completion.getInputTokens())
                                .setOutputTokens(completion.getOutputTokens())
                                .setCostNanoUsd(completion.getCostNanoUsd())
                                .setLatencyMs(completion.getLatencyMs())
                                .setCalls(completion.getCalls())
                                .setAnsweredAt(flight.getAnsweredAt())
                                .setCachedInputTokens(completion.getCachedInputTokens())
                                .setReasoningTokens(completion.getReasoningTokens())
                                .setRepaired(completion.getRepaired())
                                .build()));
    }

    private Provenance.Builder provenance(String source) {
        return Provenance.newBuilder().setSource(source).setAnsweredAt(now);
    }

    private static Flight answered(@Nullable Flight flight, String stage) {
        if (flight == null || flight.getAnswer() == null) {
            throw new IllegalStateException("the answer of stage " + stage + " is done, but not in its store");
        }
        return flight;
    }

    private void emit(RunState run, Object body) {
        deciding.event(new CampaignEvent(
                run.getTenant(),
                run.getCampaignId(),
                run.getRun(),
                run.getSite(),
                run.getBatchId(),
                run.getReplayId(),
                now,
                run.getTraceId(),
                body));
    }
}
