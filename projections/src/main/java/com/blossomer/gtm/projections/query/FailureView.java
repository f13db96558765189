package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Why a run failed, or finished only in part. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Failure")
record FailureView(
        @Schema(description = "The first stage that failed.") @Nullable
        String stage,

        @Schema(description = "A stable code.", example = "insufficient_content") @Nullable
        String reason,

        @Schema(description = "What happened, and what to do.") @Nullable
        String detail) {}
