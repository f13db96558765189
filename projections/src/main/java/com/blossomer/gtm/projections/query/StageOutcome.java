package com.blossomer.gtm.projections.query;

import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a stage of a run ended. {@code output} and {@code provenance} are JSON. */
@MappedEntity("stages")
record StageOutcome(
        String tenant,
        String campaignId,
        int run,
        String stage,
        String status,
        @TypeDef(type = DataType.STRING) @Nullable String output,
        @TypeDef(type = DataType.STRING) @Nullable String provenance,
        @Nullable String reason,
        @Nullable String detail,
        Instant completedAt) {

    boolean completed() {
        return status.equals(StageView.COMPLETED);
    }
}
