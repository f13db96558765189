package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.util.RawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A campaign as the API shows it: one run of it, with what there is so far. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Campaign")
record CampaignView(
        String campaignId,

        @Schema(description = "As the caller wrote it.") @Nullable
        String websiteUrl,

        @Schema(description = "The normalised URL, under which everything about the site is found.")
        String site,

        @Nullable String batchId,
        int run,

        @Schema(
                type = "string",
                allowableValues = {"pending", "running", "completed", "partial", "failed", "cancelled"})
        String status,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant requestedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant startedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant finishedAt,

        @Nullable FailureView failure,

        @Schema(description = "In the order in which they depend on each other.")
        List<StageView> stages,

        @Schema(type = "object", description = "What was read of the site, in short.") @Nullable
        Object content,

        @Schema(type = "object", description = "Asset name to asset; in lists only the asset that was asked for.")
        Map<String, Object> assets,

        @Schema(type = "object", description = "Stage name to where its result comes from and what it cost.")
        Map<String, Object> provenance) {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    boolean finished() {
        return finishedAt != null;
    }

    static CampaignView of(CampaignRun run, Collection<StageOutcome> outcomes) {
        Map<String, StageOutcome> byStage = new LinkedHashMap<>();
        outcomes.forEach(outcome -> byStage.put(outcome.stage(), outcome));
        Map<String, Object> assets = new LinkedHashMap<>();
        Map<String, Object> provenance = new LinkedHashMap<>();
        List<StageView> stages = new ArrayList<>();
        Object content = null;
        for (String stage : order(run, byStage)) {
            StageOutcome outcome = triedAgain(run, byStage.get(stage));
            stages.add(outcome == null ? StageView.waiting(stage) : StageView.of(outcome));
            if (outcome == null) {
                continue;
            }
            if (outcome.output() != null && stage.equals(AssetType.CONTENT)) {
                content = new RawValue(outcome.output());
            } else if (outcome.output() != null) {
                assets.put(stage, new RawValue(outcome.output()));
            }
            if (outcome.provenance() != null) {
                provenance.put(stage, new RawValue(outcome.provenance()));
            }
        }
        FailureView failure = run.failureReason() == null
                ? null
                : new FailureView(run.failedStage(), run.failureReason(), run.failureDetail());
        return new CampaignView(
                run.campaignId(),
                run.websiteUrl(),
                run.site(),
                run.batchId(),
                run.run(),
                run.status(),
                run.requestedAt(),
                run.startedAt(),
                run.finishedAt(),
                failure,
                stages,
                content,
                assets,
                provenance);
    }

    /** A failure from before the run was resumed is over. */
    private static @Nullable StageOutcome triedAgain(CampaignRun run, @Nullable StageOutcome outcome) {
        Instant resumed = run.resumedAt();
        return outcome != null
                        && resumed != null
                        && outcome.status().equals(StageView.FAILED)
                        && outcome.completedAt().isBefore(resumed)
                ? null
                : outcome;
    }

    /** The planned stages, after those that were not planned because the caller gave their results. */
    private static Collection<String> order(CampaignRun run, Map<String, StageOutcome> byStage) {
        Collection<String> planned = new LinkedHashSet<>(planned(run));
        Collection<String> order = new LinkedHashSet<>();
        byStage.keySet().stream().filter(stage -> !planned.contains(stage)).forEach(order::add);
        order.addAll(planned);
        return order;
    }

    /** The stages of a run, in order; empty before it has started. */
    static List<String> planned(CampaignRun run) {
        String json = run.stages();
        if (json == null) {
            return List.of();
        }
        try {
            return MAPPER.readValue(json, NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("runs.stages is no array of names", e);
        }
    }
}
