package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Tenant;
import com.fasterxml.jackson.databind.util.RawValue;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Campaigns as they are projected: single ones, lists, and live progress. */
@Controller("/campaigns")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Results")
final class CampaignController {

    private static final String ID = "As the answer to POST /campaigns gave it.";
    private static final String RUN = "A run of the campaign; the current one where it is left out.";

    private final CampaignReader reader;
    private final CampaignSearch search;
    private final FreshCampaigns fresh;
    private final ProgressStream progress;

    CampaignController(CampaignReader reader, CampaignSearch search, FreshCampaigns fresh, ProgressStream progress) {
        this.reader = reader;
        this.search = search;
        this.fresh = fresh;
        this.progress = progress;
    }

    @Get("/{campaignId}")
    @Operation(summary = "A campaign", description = "Status, stages, and the assets that are there so far.")
    @ApiResponse(responseCode = "200", description = "The campaign as it stands now")
    @ApiResponse(
            responseCode = "404",
            description = "No such campaign",
            content = @Content(mediaType = "application/problem+json"))
    CampaignView campaign(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @QueryValue @Nullable @Parameter(description = RUN) Integer run)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        return fresh.await(campaignId, () -> reader.campaign(tenant, campaignId, run))
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
    }

    @Get("/{campaignId}/assets/{asset}")
    @Operation(
            summary = "One asset of a campaign",
            description = "The asset's JSON itself. `ETag` names the run, for an edit.")
    @ApiResponse(
            responseCode = "200",
            description = "The asset",
            content = @Content(mediaType = "application/json", schema = @Schema(type = "object")))
    @ApiResponse(
            responseCode = "404",
            description =
                    "No such campaign or asset, or the asset is not there yet, or it failed: type and detail say which",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<Object> asset(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @PathVariable @Parameter(description = "Such as icp or email.") String asset,
            @QueryValue @Nullable @Parameter(description = RUN) Integer run)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        CampaignRun found = fresh.await(campaignId, () -> reader.run(tenant, campaignId, run))
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
        Optional<StageOutcome> outcome = reader.outcome(found, asset);
        String output = outcome.map(StageOutcome::output).orElse(null);
        if (output == null) {
            throw outcome.map(failed -> Problems.assetFailed(found, failed))
                    .orElseGet(() -> Problems.noAsset(found, asset, CampaignView.planned(found)));
        }
        return HttpResponse.<Object>ok(new RawValue(output))
                .header("Blossomer-Campaign-Id", campaignId)
                .header(HttpHeaders.ETAG, "\"" + found.run() + "\"")
                .header(HttpHeaders.CONTENT_LOCATION, location(found, asset));
    }

    @Get
    @Operation(
            summary = "List campaigns",
            description = "Newest first. With `asset`, those that have it, each with that asset.")
    CampaignPage list(
            HttpRequest<?> request,
            @QueryValue @Nullable @Parameter(description = "A batch's id.") String batch,
            @QueryValue @Nullable @Parameter(description = "A website's URL, as people write it.") String site,
            @QueryValue
                    @Nullable
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {
                                                "pending",
                                                "running",
                                                "completed",
                                                "partial",
                                                "failed",
                                                "cancelled"
                                            }))
                    String status,
            @QueryValue @Nullable @Parameter(description = "Such as icp: only campaigns that have it.") String asset,
            @QueryValue @Nullable @Parameter(description = "next_cursor of the page before.") String cursor,
            @QueryValue(defaultValue = "50") @Parameter(description = "1 to 200.") int limit) {
        return search.page(new CampaignFilter(
                Tenant.of(request),
                batch,
                site == null ? null : Sites.key("site", site),
                status == null ? null : Problems.status(status.toLowerCase(Locale.ROOT)),
                asset,
                cursor == null ? null : Cursor.parse(cursor).orElseThrow(Problems::badCursor),
                Problems.limit(limit)));
    }

    @Get(value = "/{campaignId}/events", produces = MediaType.TEXT_EVENT_STREAM)
    @Operation(
            summary = "Live progress of a campaign",
            description = "Server-sent events: `snapshot` (the campaign as it stands), then `run_started`,"
                    + " `stage_completed`, `stage_failed`, and `run_finished`, after which the stream ends."
                    + " Answers 204 to a client that reconnects after the end.")
    HttpResponse<Publisher<Event<?>>> events(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @QueryValue @Nullable @Parameter(description = RUN) Integer run,
            @Header("Last-Event-ID") @Nullable @Parameter(hidden = true) String lastEventId)
            throws InterruptedException {
        if (lastEventId != null && lastEventId.endsWith(":" + Progress.FINISHED)) {
            return HttpResponse.noContent();
        }
        String tenant = Tenant.of(request);
        CampaignRun found = fresh.await(campaignId, () -> reader.run(tenant, campaignId, run))
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
        return HttpResponse.<Publisher<Event<?>>>ok(progress.of(tenant, campaignId, found.run()))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no");
    }

    private static String location(CampaignRun run, String asset) {
        return "/campaigns/" + run.campaignId() + "/assets/" + asset + "?run=" + run.run();
    }
}
