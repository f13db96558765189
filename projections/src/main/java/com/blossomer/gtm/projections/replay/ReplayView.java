package com.blossomer.gtm.projections.replay;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.util.RawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A replay as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Replay")
record ReplayView(
        String replayId,

        @Schema(description = "The number of its runs: GET /campaigns/{id}?run= shows one.")
        int run,

        @Schema(
                type = "string",
                allowableValues = {"requested", "running", "finished", "paused", "cancelled", "promoted", "undone"})
        String status,

        @Schema(description = "Whether all of its runs have been started and have ended.")
        boolean finished,

        @Schema(type = "object", description = "As it was asked.")
        RawValue cohort,

        Map<String, String> prompts,
        List<String> models,
        @Nullable String fromStage,

        @Schema(description = "In the cohort.") long campaigns,

        @Schema(description = "Of these, runs that were started.")
        long started,

        @Schema(description = "Of the cohort, those whose request could not be read.")
        long lost,

        @Schema(description = "Runs by status.") Map<String, Long> counts,

        @Schema(description = "What its runs were charged so far, in US dollars.")
        BigDecimal costUsd,

        @Schema(description = "Answers that its runs had to ask a model for.")
        long calls,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant changedAt,

        @Schema(
                description = "In the answer to POST /replays: campaigns of the cohort that are left out, because their"
                        + " requests are not kept any more.")
        @Nullable
        Long unreachable,

        @Schema(
                description =
                        "In the answer to POST /replays: what of the cohort reaches past what is kept, and what to"
                                + " do; absent where nothing does.")
        @Nullable
        String note) {}
