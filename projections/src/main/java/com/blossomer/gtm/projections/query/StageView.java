package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stage as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Stage", description = "A step of a run: content, then one for each asset.")
record StageView(
        @Schema(example = "icp") String stage,

        @Schema(
                type = "string",
                allowableValues = {StageView.WAITING, StageView.COMPLETED, StageView.FAILED})
        String status,

        @Schema(description = "Why it failed, for programs.") @Nullable
        String reason,

        @Schema(description = "Why it failed, for people.") @Nullable
        String detail,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant completedAt) {

    static final String WAITING = "waiting";
    static final String COMPLETED = "completed";
    static final String FAILED = "failed";

    static StageView of(StageOutcome outcome) {
        return new StageView(
                outcome.stage(), outcome.status(), outcome.reason(), outcome.detail(), outcome.completedAt());
    }

    static StageView waiting(String stage) {
        return new StageView(stage, WAITING, null, null, null);
    }
}
