package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunResumed;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.projections.Json;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a listener to a run has been told. News comes twice, from the live events and from the table; whichever is first is
 * told, so that neither a late projection nor a late listener misses anything. Not thread-safe.
 */
final class Progress {

    /** Something to tell: the event's name, an id that is the same whoever tells it, and its data. */
    record News(String name, String id, Map<String, @Nullable Object> data) {}

    static final String FINISHED = "run_finished";

    private final int run;
    private final Set<String> told = new HashSet<>();

    private Progress(int run) {
        this.run = run;
    }

    /** Of a listener that has just been shown {@code snapshot}. */
    static Progress since(CampaignView snapshot) {
        Progress progress = new Progress(snapshot.run());
        if (snapshot.startedAt() != null) {
            progress.told.add(progress.id("run_started", null));
        }
        for (StageView stage : snapshot.stages()) {
            if (!stage.status().equals(StageView.WAITING)) {
                progress.told.add(progress.id("stage_" + stage.status(), stage.stage()));
            }
        }
        return progress;
    }

    boolean finished() {
        return told.contains(id(FINISHED, null));
    }

    /** What a live event tells. */
    List<News> on(CampaignEvent event) {
        if (event.getRun() != run || finished()) {
            return List.of();
        }
        return switch (event.getBody()) {
            case RunStarted started -> started(started.getStages());
            case StageCompleted completed ->
                completed(completed.getStage(), completed.getOutput(), Json.of(completed.getProvenance()));
            case StageFailed failed ->
                failed(
                        failed.getStage(),
                        failed.getFailure().getReason(),
                        failed.getFailure().getDetail());
            case RunFinished finished ->
                finished(
                        finished.getStatus().name().toLowerCase(Locale.ROOT),
                        event.getOccurredAt(),
                        failure(finished.getFailedStage(), finished.getFailure()));
            case RunResumed ignored -> List.of();
            case CallsPaid ignored -> List.of();
            default ->
                throw new IllegalArgumentException(
                        "no such event: " + event.getBody().getClass());
        };
    }

    /** What the table tells beyond what was told. */
    List<News> on(CampaignView state) {
        if (state.run() != run || finished()) {
            return List.of();
        }
        List<News> news = new ArrayList<>();
        if (state.startedAt() != null) {
            news.addAll(started(state.stages().stream().map(StageView::stage).toList()));
        }
        for (StageView stage : state.stages()) {
            news.addAll(
                    switch (stage.status()) {
                        case StageView.COMPLETED -> completed(stage.stage(), output(state, stage.stage()), state);
                        case StageView.FAILED -> failed(stage.stage(), stage.reason(), stage.detail());
                        default -> List.<News>of();
                    });
        }
        Instant finishedAt = state.finishedAt();
        if (finishedAt != null) {
            news.addAll(finished(state.status(), finishedAt, state.failure()));
        }
        return news;
    }

    private List<News> started(List<String> stages) {
        return tell("run_started", null, data -> data.put("stages", stages));
    }

    private List<News> completed(String stage, @Nullable Object output, CampaignView state) {
        return tell("stage_completed", stage, data -> {
            data.put(stage.equals(AssetType.CONTENT) ? "content" : "asset", output);
            data.put("provenance", state.provenance().get(stage));
        });
    }

    private List<News> completed(String stage, String output, String provenance) {
        return tell("stage_completed", stage, data -> {
            data.put(stage.equals(AssetType.CONTENT) ? "content" : "asset", new RawValue(output));
            data.put("provenance", new RawValue(provenance));
        });
    }

    private List<News> failed(String stage, @Nullable String reason, @Nullable String detail) {
        return tell("stage_failed", stage, data -> {
            data.put("reason", reason);
            data.put("detail", detail);
        });
    }

    private List<News> finished(String status, Instant at, @Nullable FailureView failure) {
        return tell(FINISHED, null, data -> {
            data.put("status", status);
            data.put("finished_at", at.toString());
            data.put("failure", failure);
        });
    }

    private List<News> tell(String name, @Nullable String stage, Consumer<Map<String, @Nullable Object>> fill) {
        String id = id(name, stage);
        if (!told.add(id)) {
            return List.of();
        }
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("run", run);
        if (stage != null) {
            data.put("stage", stage);
        }
        fill.accept(data);
        return List.of(new News(name, id, data));
    }

    private String id(String name, @Nullable String stage) {
        return run + ":" + name + (stage == null ? "" : ":" + stage);
    }

    private static @Nullable Object output(CampaignView state, String stage) {
        return stage.equals(AssetType.CONTENT)
                ? state.content()
                : state.assets().get(stage);
    }

    private static @Nullable FailureView failure(@Nullable String stage, @Nullable StageFailure failure) {
        return failure == null ? null : new FailureView(stage, failure.getReason(), failure.getDetail());
    }
}
