package com.blossomer.gtm.projections.query;

import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A campaign beside one of its runs. {@code stages} is a JSON array of names, null before the run has started. */
@MappedEntity("campaign_runs")
record CampaignRun(
        String tenant,
        String campaignId,
        String site,
        @Nullable String websiteUrl,
        @Nullable String batchId,
        Instant requestedAt,
        int run,
        boolean currentRun,
        String status,
        @TypeDef(type = DataType.STRING) @Nullable String stages,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String failedStage,
        @Nullable String failureReason,
        @Nullable String failureDetail,
        @Nullable Instant resumedAt) {}
