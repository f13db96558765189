package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A run as its events tell it, in the shape of {@code GET /campaigns/{id}}. Not thread-safe. */
final class RunView {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int FIRST_RUN = 1;

    private final String campaignId;
    private final String site;
    private final String websiteUrl;
    private final Instant requestedAt;
    private final Map<String, String> stages = new LinkedHashMap<>();
    private final Map<String, StageCompleted> completed = new LinkedHashMap<>();
    private boolean started;
    private @Nullable StageFailed firstFailure;
    private @Nullable RunFinished finished;
    private @Nullable Instant finishedAt;

    RunView(String campaignId, String site, String websiteUrl, Instant requestedAt) {
        this.campaignId = campaignId;
        this.site = site;
        this.websiteUrl = websiteUrl;
        this.requestedAt = requestedAt;
    }

    void started(RunStarted run) {
        started = true;
        run.getStages().forEach(stage -> stages.putIfAbsent(stage, "waiting"));
    }

    void completed(StageCompleted stage) {
        started = true;
        stages.put(stage.getStage(), "completed");
        completed.put(stage.getStage(), stage);
    }

    void failed(StageFailed stage) {
        started = true;
        stages.put(stage.getStage(), "failed");
        firstFailure = firstFailure == null ? stage : firstFailure;
    }

    void finished(RunFinished run, Instant at) {
        finished = run;
        finishedAt = at;
    }

    @Nullable
    StageCompleted asset(String name) {
        return completed.get(name);
    }

    boolean isFinished() {
        return finished != null;
    }

    String websiteUrl() {
        return websiteUrl;
    }

    String status() {
        if (finished != null) {
            return finished.getStatus().name().toLowerCase(Locale.ROOT);
        }
        return started ? "running" : "pending";
    }

    /** What ended the run without what was asked for; null where nothing failed. */
    @Nullable
    StageFailed failure() {
        if (finished != null && finished.getFailure() != null) {
            String stage = finished.getFailedStage();
            return new StageFailed(stage == null ? AssetType.CONTENT : stage, finished.getFailure());
        }
        return firstFailure;
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode();
        json.put("campaign_id", campaignId);
        json.put("website_url", websiteUrl);
        json.put("site", site);
        json.putNull("batch_id");
        json.put("run", FIRST_RUN);
        json.put("status", status());
        json.put("requested_at", requestedAt.toString());
        json.put("finished_at", finishedAt == null ? null : finishedAt.toString());
        StageFailed failure = failure();
        if (failure == null) {
            json.putNull("failure");
        } else {
            StageFailure why = failure.getFailure();
            json.putObject("failure")
                    .put("stage", failure.getStage())
                    .put("reason", why.getReason())
                    .put("detail", why.getDetail());
        }
        var list = json.putArray("stages");
        stages.forEach((stage, status) -> list.addObject().put("stage", stage).put("status", status));
        ObjectNode assets = json.putObject("assets");
        ObjectNode provenance = json.putObject("provenance");
        completed.forEach((name, stage) -> {
            if (!name.equals(AssetType.CONTENT)) {
                assets.set(name, parsed(stage));
            }
            provenance.set(name, provenance(stage.getProvenance()));
        });
        return json;
    }

    private static JsonNode parsed(StageCompleted stage) {
        try {
            return JSON.readTree(stage.getOutput());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the output of stage " + stage.getStage() + " is not JSON", e);
        }
    }

    private static ObjectNode provenance(Provenance from) {
        return JSON.createObjectNode()
                .put("source", from.getSource())
                .put("content_hash", from.getContentHash())
                .put("prompt_version", from.getPromptVersion())
                .put("prompt_key", from.getPromptKey())
                .put("provider", from.getProvider())
                .put("model", from.getModel())
                .put("input_tokens", from.getInputTokens())
                .put("output_tokens", from.getOutputTokens())
                .put("cost_usd", BigDecimal.valueOf(from.getCostNanoUsd(), 9).stripTrailingZeros())
                .put("latency_ms", from.getLatencyMs())
                .put("calls", from.getCalls())
                .put("cache_hit", from.getSource().equals("cache"))
                .put("answered_at", from.getAnsweredAt().toString());
    }
}
