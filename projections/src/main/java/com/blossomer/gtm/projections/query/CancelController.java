package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.http.Tenant;
import com.blossomer.gtm.platform.kafka.CommandLog;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Stops a run. It is here, and not with the other writes, because only the tables know a campaign's site: ADR 6. */
@Controller("/campaigns")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Results")
final class CancelController {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CampaignReader reader;
    private final FreshCampaigns fresh;
    private final CommandLog commands;
    private final Ids ids;
    private final Clock clock;

    CancelController(CampaignReader reader, FreshCampaigns fresh, CommandLog commands, Ids ids, Clock clock) {
        this.reader = reader;
        this.fresh = fresh;
        this.commands = commands;
        this.ids = ids;
        this.clock = clock;
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
            @PathVariable @Parameter(description = "As the answer to POST /campaigns gave it.") String campaignId,
            @QueryValue
                    @Nullable
                    @Parameter(description = "A run of the campaign; the current one where it is left out.")
                    Integer run)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        CampaignRun found = fresh.await(campaignId, () -> reader.run(tenant, campaignId, run))
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
        if (found.finishedAt() != null) {
            throw Problems.hasEnded(found);
        }
        append(found);
        CampaignView view = reader.campaign(tenant, campaignId, found.run())
                .orElseThrow(() -> Problems.noCampaign(campaignId, run));
        return HttpResponse.<CampaignView>accepted()
                .header(HttpHeaders.LOCATION, "/campaigns/" + campaignId)
                .body(view);
    }

    /** Returns once the command is stored. */
    private void append(CampaignRun run) throws InterruptedException {
        CampaignCommand command = new CampaignCommand(
                run.tenant(),
                run.campaignId(),
                run.run(),
                run.site(),
                Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                ids.traceId(),
                new CancelRun());
        try {
            commands.append(command, PATIENCE).get();
        } catch (ExecutionException e) {
            throw Problems.notCancelled(run, e);
        }
    }
}
