package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.platform.http.Tenant;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stops a run, and lets one go on that ended short. */
@Controller("/campaigns")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Results")
final class RunCommandController {

    private static final String ID = "As the answer to POST /campaigns gave it.";
    private static final String RUN = "A run of the campaign; the current one where it is left out.";

    private final CampaignReader reader;
    private final FreshCampaigns fresh;
    private final RunCommands commands;

    RunCommandController(CampaignReader reader, FreshCampaigns fresh, RunCommands commands) {
        this.reader = reader;
        this.fresh = fresh;
        this.commands = commands;
    }

    @Post("/{campaignId}/cancel")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Cancel a campaign",
            description = "Asks for its run to stop: no further stage is begun, and what is not there yet fails with"
                    + " `cancelled`. What is there stays, and so does the answer to a question that a model is working on:"
                    + " asking for the site again costs only what is missing.")
    @ApiResponse(
            responseCode = "202",
            description = "The campaign as it stands now; it ends as `cancelled` in a moment")
    @ApiResponse(
            responseCode = "404",
            description = "No such campaign",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(
            responseCode = "409",
            description = "The run has ended already",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<CampaignView> cancel(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @QueryValue @Nullable @Parameter(description = RUN) Integer run)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        CampaignRun found = found(tenant, campaignId, run);
        if (found.finishedAt() != null) {
            throw Problems.hasEnded(found);
        }
        commands.append(found, new CancelRun());
        return accepted(tenant, found);
    }

    @Post("/{campaignId}/resume")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Resume a campaign that ended short",
            description =
                    "Tries the failed stages of a partial, failed or cancelled run again, such as those that ended"
                            + " as `budget_exhausted` before the budget was raised. What is there stays and costs nothing anew."
                            + " Runs can be resumed for 30 days.")
    @ApiResponse(responseCode = "202", description = "The campaign as it stands now; it goes on in a moment")
    @ApiResponse(
            responseCode = "404",
            description = "No such campaign",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(
            responseCode = "409",
            description = "The run has not ended, or is complete",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<CampaignView> resume(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @QueryValue @Nullable @Parameter(description = RUN) Integer run)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        CampaignRun found = found(tenant, campaignId, run);
        if (found.finishedAt() == null || found.status().equals("completed")) {
            throw Problems.nothingToResume(found);
        }
        commands.append(found, new ResumeRun());
        return accepted(tenant, found);
    }

    private CampaignRun found(String tenant, String campaignId, @Nullable Integer run) throws InterruptedException {
        return fresh.await(campaignId, () -> reader.run(tenant, campaignId, run))
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
    }

    private HttpResponse<CampaignView> accepted(String tenant, CampaignRun run) {
        CampaignView view = reader.campaign(tenant, run.campaignId(), run.run())
                .orElseThrow(() -> Problems.noCampaign(run.campaignId(), run.run()));
        return HttpResponse.<CampaignView>accepted()
                .header(HttpHeaders.LOCATION, "/campaigns/" + run.campaignId())
                .body(view);
    }
}
