package com.blossomer.gtm.projections.query;

import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Single campaigns, as they stand now. */
@Singleton
class CampaignReader {

    private final CampaignRunRepository runs;
    private final StageOutcomeRepository stages;

    CampaignReader(CampaignRunRepository runs, StageOutcomeRepository stages) {
        this.runs = runs;
        this.stages = stages;
    }

    /** One run with all its stages; the current one where {@code run} is null. */
    @ReadOnly
    Optional<CampaignView> campaign(String tenant, String campaignId, @Nullable Integer run) {
        // The run first: what is written between the two reads shows as a stage too many, never as one too few.
        return run(tenant, campaignId, run)
                .map(found -> CampaignView.of(
                        found,
                        stages.findByTenantAndCampaignIdAndRunOrderByCompletedAt(tenant, campaignId, found.run())));
    }

    @ReadOnly
    Optional<CampaignRun> run(String tenant, String campaignId, @Nullable Integer run) {
        return run == null
                ? runs.findByTenantAndCampaignIdAndCurrentRunTrue(tenant, campaignId)
                : runs.findByTenantAndCampaignIdAndRun(tenant, campaignId, run);
    }

    @ReadOnly
    Optional<StageOutcome> outcome(CampaignRun run, String stage) {
        return stages.findByTenantAndCampaignIdAndRunAndStage(run.tenant(), run.campaignId(), run.run(), stage);
    }
}
