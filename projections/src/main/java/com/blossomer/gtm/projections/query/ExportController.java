package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Tenant;
import com.blossomer.gtm.projections.query.BatchExport.Place;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A batch's results as a file. */
@Controller("/batches")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Batches")
final class ExportController {

    private static final String JSONL = "jsonl";

    private final BatchReader reader;
    private final BatchExport export;
    private final FreshCampaigns fresh;

    ExportController(BatchReader reader, BatchExport export, FreshCampaigns fresh) {
        this.reader = reader;
        this.export = export;
        this.fresh = fresh;
    }

    @Get(
            value = "/{batchId}/export",
            produces = {"application/x-ndjson", "text/csv"})
    @Operation(
            summary = "A batch's results",
            description = "Streamed, in the order in which rows were sent, each row's own columns first. Campaigns that"
                    + " have not ended are there with their status; rows that are no campaigns yet are not. The presets"
                    + " for other tools hold campaigns that have an email only.")
    @ApiResponse(responseCode = "200", description = "JSON lines, or CSV with a header row")
    @ApiResponse(
            responseCode = "404",
            description = "No such batch",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<StreamedFile> export(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = "As the answer to POST /batches gave it.") String batchId,
            @QueryValue(defaultValue = JSONL) @Parameter(description = "jsonl or csv.") String format,
            @QueryValue(defaultValue = "flat")
                    @Parameter(description = "Of CSV: flat, smartlead, instantly or hubspot.")
                    String preset,
            @QueryValue
                    @Nullable
                    @Parameter(
                            description = "The campaign_id of the last row that you have: goes on behind it, without a"
                                    + " header.")
                    String cursor)
            throws InterruptedException {
        if (!List.of(JSONL, "csv").contains(format)) {
            throw Problems.badParameter("format", "'" + format + "' is no format. Use jsonl or csv.");
        }
        if (!ExportPreset.NAMES.contains(preset)) {
            throw Problems.badParameter(
                    "preset", "'" + preset + "' is no preset. Use " + String.join(", ", ExportPreset.NAMES) + ".");
        }
        boolean lines = format.equals(JSONL);
        if (lines && !preset.equals("flat")) {
            throw Problems.badParameter("preset", "The preset " + preset + " is one of CSV: add format=csv.");
        }
        String tenant = Tenant.of(request);
        BatchRecord batch =
                fresh.await(batchId, () -> reader.find(tenant, batchId)).orElseThrow(() -> Problems.noBatch(batchId));
        Place place = cursor == null
                ? Place.START
                : export.after(batch, cursor)
                        .orElseThrow(() -> Problems.badParameter(
                                "cursor",
                                "'" + cursor + "' is no campaign of this batch. Leave it out to begin anew."));
        String file = batchId + (lines ? ".jsonl" : preset.equals("flat") ? ".csv" : "-" + preset + ".csv");
        MediaType type = MediaType.of(lines ? "application/x-ndjson" : "text/csv; charset=utf-8");
        ExportStream body = new ExportStream(export, batch, lines ? null : ExportPreset.named(preset), place);
        return HttpResponse.ok(new StreamedFile(body, type).attach(file));
    }
}
