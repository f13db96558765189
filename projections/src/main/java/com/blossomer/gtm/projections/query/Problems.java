package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the query API refuses, and what to do about it. */
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Set<String> STATUSES =
            new TreeSet<>(List.of("pending", "running", "completed", "partial", "failed", "cancelled"));
    private static final int MAX_LIMIT = 200;

    private Problems() {}

    public static ProblemException noCampaign(String campaignId, @Nullable Integer run) {
        String what = run == null ? campaignId : "run " + run + " of " + campaignId;
        return new ProblemException(Problem.of(
                404,
                "campaign-not-found",
                "No such campaign",
                "There is no " + what + ". Check the id, or list your campaigns with GET /campaigns."));
    }

    static ProblemException noAsset(CampaignRun run, String asset, List<String> planned) {
        boolean finished = run.finishedAt() != null;
        if (!finished && (planned.isEmpty() || planned.contains(asset))) {
            return new ProblemException(Problem.of(
                            404,
                            "asset-not-ready",
                            "Not there yet",
                            "The campaign is " + run.status() + " and " + asset
                                    + " is not there yet. Ask again in a moment, or follow GET /campaigns/"
                                    + run.campaignId() + "/events.")
                    .with("campaign_id", run.campaignId())
                    .with("campaign_status", run.status()));
        }
        return new ProblemException(Problem.of(
                        404,
                        "asset-not-found",
                        "No such asset",
                        "The campaign has no " + asset + ". GET /campaigns/" + run.campaignId()
                                + " shows what it has; POST /campaigns/" + asset + " makes one.")
                .with("campaign_id", run.campaignId())
                .with("campaign_status", run.status()));
    }

    static ProblemException assetFailed(CampaignRun run, StageOutcome failed) {
        return new ProblemException(
                Problem.of(404, "asset-failed", "The asset failed", failed.stage() + " failed: " + failed.detail())
                        .with("campaign_id", run.campaignId())
                        .with("stage", failed.stage())
                        .with("reason", String.valueOf(failed.reason())));
    }

    static ProblemException hasEnded(CampaignRun run) {
        return new ProblemException(Problem.of(
                        409,
                        "campaign-ended",
                        "The campaign has ended",
                        "The campaign is " + run.status() + ", there is nothing left to cancel. GET /campaigns/"
                                + run.campaignId() + " shows its result.")
                .with("campaign_id", run.campaignId())
                .with("campaign_status", run.status()));
    }

    static ProblemException nothingToResume(CampaignRun run) {
        boolean complete = run.status().equals("completed");
        return new ProblemException(Problem.of(
                        409,
                        complete ? "campaign-complete" : "campaign-not-ended",
                        "There is nothing to resume",
                        complete
                                ? "The campaign is complete. GET /campaigns/" + run.campaignId() + " shows its result."
                                : "The campaign is " + run.status() + " and goes on by itself. GET /campaigns/"
                                        + run.campaignId() + "/events follows it.")
                .with("campaign_id", run.campaignId())
                .with("campaign_status", run.status()));
    }

    static ProblemException notStored(CampaignRun run, Exception why) {
        LOG.atError()
                .addKeyValue("campaign", run.campaignId())
                .setCause(why)
                .log("Kafka did not take a command; the caller was told with 503");
        return new ProblemException(Problem.of(
                        503,
                        "kafka-unavailable",
                        "The request could not be stored",
                        "Kafka did not take the request, so nothing may have changed. Send it again in a few seconds.")
                .with("campaign_id", run.campaignId()));
    }

    public static ProblemException noBatch(String batchId) {
        return new ProblemException(Problem.of(
                404,
                "batch-not-found",
                "No such batch",
                "There is no " + batchId + ". Check the id, or list your batches with GET /batches."));
    }

    static ProblemException batchIsOver(BatchRecord batch) {
        return new ProblemException(Problem.of(
                        409,
                        "batch-ended",
                        "The batch has ended",
                        "The batch is " + batch.status() + ", nothing of it is left to run. GET /batches/"
                                + batch.batchId() + "/export gives its results.")
                .with("batch_id", batch.batchId())
                .with("batch_status", batch.status()));
    }

    static ProblemException notStored(BatchRecord batch, Exception why) {
        LOG.atError()
                .addKeyValue("batch", batch.batchId())
                .setCause(why)
                .log("Kafka did not take what was asked of a batch; the caller was told with 503");
        return new ProblemException(Problem.of(
                        503,
                        "kafka-unavailable",
                        "The request could not be stored",
                        "Kafka did not take the request, so nothing may have changed. Send it again in a few seconds.")
                .with("batch_id", batch.batchId()));
    }

    static ProblemException noContent(String site) {
        return new ProblemException(Problem.of(
                404,
                "content-not-found",
                "Nothing read of that site",
                "No campaign of yours has read " + site + ". POST /campaigns/overview reads it."));
    }

    static ProblemException contentNotKept(String site, Duration age) {
        return new ProblemException(Problem.of(
                404,
                "content-not-kept",
                "What was read of that site is not kept any more",
                "What was read of " + site + " was kept for " + age.toDays() + " days (BLOSSOMER_RETENTION_CONTENT)."
                        + " POST /campaigns/overview with \"max_age\": 0 reads it again."));
    }

    static ProblemException badCursor() {
        return badParameter("cursor", "It is none that a list gave out. Leave it out to begin with the newest.");
    }

    public static ProblemException badParameter(String name, String detail) {
        return new ProblemException(
                Problem.of(400, "invalid-parameter", "Invalid " + name, detail).with("parameter", name));
    }

    static String status(String status) {
        if (!STATUSES.contains(status)) {
            throw badParameter("status", "'" + status + "' is no status. Use one of " + String.join(", ", STATUSES));
        }
        return status;
    }

    static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw badParameter("limit", "It must be between 1 and " + MAX_LIMIT + ", not " + limit + ".");
        }
        return limit;
    }
}
