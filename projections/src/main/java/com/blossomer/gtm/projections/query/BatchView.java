package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.util.RawValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A batch as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Batch")
record BatchView(
        String batchId,

        @Schema(
                type = "string",
                description = "`waiting`: the sample has been started, and the rest waits for POST /batches/{id}/go.",
                allowableValues = {"running", "waiting", "paused", "cancelling", "cancelled", "completed"})
        String status,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant receivedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant startedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant doneAt,

        @Schema(description = "Campaigns to make: rows that could be used, each site once.")
        long rows,

        long rejectedCount,
        long duplicatesCount,

        @Schema(description = "How many rows run before somebody says go; null for all.") @Nullable
        Long sample,

        int priority,

        @Schema(description = "Of the rows that name none.") Object assets,

        @Schema(description = "Rows that are campaigns by now.")
        long dispatched,

        @Schema(description = "Of those, the ones that have ended.")
        long ended,

        @Schema(description = "Rows that could not be read any more when their turn came, after 30 days.")
        long lost,

        @Schema(description = "Campaigns by status; `waiting` are rows that are none yet.")
        Map<String, Long> counts,

        @Schema(description = "Stage to how many campaigns have completed it, and failed in it.")
        Map<String, StageCounts> stages,

        @Schema(description = "Campaigns that ended a second, over the last minute; null where none did.") @Nullable
        BigDecimal ratePerSecond,

        @Schema(description = "Until the end at that rate; null where nothing moves.") @Nullable
        Long etaSeconds,

        @Schema(description = "What providers were paid for it so far.")
        BigDecimal costUsd,

        @Nullable BudgetView budget,

        @Schema(description = "The first 1,000 rows that could not be used: line and problem.")
        Object rejected,

        @Schema(description = "The first 1,000 rows that named a site again: line and first_line.")
        Object duplicates) {

    /** Of one stage. */
    @Schema(name = "StageCounts")
    record StageCounts(long completed, long failed) {

        StageCounts plus(StageCounts other) {
            return new StageCounts(completed + other.completed, failed + other.failed);
        }
    }

    boolean over() {
        return status.equals("completed") || status.equals("cancelled");
    }

    static Object json(@Nullable String json) {
        return new RawValue(json == null ? "[]" : json);
    }
}
