package com.blossomer.gtm.projections.rebuild;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a rebuild stands. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Rebuild")
record RebuildView(
        @Schema(
                description =
                        "none, running, completed (the new tables are live), different (they are not: something differs),"
                                + " stopped or failed")
        String state,

        @Schema(
                description =
                        "What it is at: preparing, reading, indexing, comparing, swapping, dropping the old tables")
        @Nullable
        String phase,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant startedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Instant endedAt,

        @Schema(description = "Records read and rows written, of this attempt; an earlier one's are not read again")
        long records,

        long rows,

        @Schema(description = "Records that are still to be read before the tables are compared")
        long remaining,

        @Schema(description = "Seconds of reading, writing and indexing")
        double readingSeconds,

        List<TableComparison> tables,
        @Nullable String error) {

    static final RebuildView NONE = new RebuildView("none", null, null, null, 0, 0, 0, 0, List.of(), null);

    RebuildView in(String nextPhase) {
        return new RebuildView(
                state, nextPhase, startedAt, endedAt, records, rows, remaining, readingSeconds, tables, error);
    }

    RebuildView read(long moreRecords, long moreRows, long left, double seconds) {
        return new RebuildView(
                state, phase, startedAt, endedAt, records + moreRecords, rows + moreRows, left, seconds, tables, error);
    }

    RebuildView ended(String end, Instant at, List<TableComparison> compared, @Nullable String why) {
        return new RebuildView(end, phase, startedAt, at, records, rows, remaining, readingSeconds, compared, why);
    }
}
