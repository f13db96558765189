package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.sql.SQLException;

/** The tables as a whole, for who operates the system. */
@Controller("/projections/rebuild")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Operation")
final class RebuildController {

    private final RebuildJob job;

    RebuildController(RebuildJob job) {
        this.job = job;
    }

    @Post
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Rebuild the tables",
            description =
                    "Fills new tables from the topics beside the live ones, compares counts and checksums at the same"
                            + " offsets, and swaps them in one transaction. Queries are answered meanwhile. One that was cut off is gone"
                            + " on with.")
    @ApiResponse(responseCode = "202", description = "It runs; GET tells how far it is")
    @ApiResponse(
            responseCode = "409",
            description = "One runs already",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<RebuildView> begin(
            @QueryValue(defaultValue = "false")
                    @Parameter(description = "Drop what an earlier one left, and begin anew.")
                    boolean anew,
            @QueryValue(value = "accept_differences", defaultValue = "false")
                    @Parameter(description = "Swap the tables whatever the comparison says.")
                    boolean acceptDifferences)
            throws SQLException {
        return HttpResponse.<RebuildView>accepted()
                .body(job.begin(anew, acceptDifferences)
                        .orElseThrow(() -> new ProblemException(Problem.of(
                                409,
                                "rebuild-runs",
                                "A rebuild runs already",
                                "GET /projections/rebuild tells how far it is, on the instance that runs it."))));
    }

    @Get
    @Operation(summary = "How the last rebuild of this instance stands")
    RebuildView view() {
        return job.view();
    }
}
