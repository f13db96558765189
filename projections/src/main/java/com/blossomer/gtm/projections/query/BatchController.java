package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.BatchCancelled;
import com.blossomer.gtm.events.BatchPaused;
import com.blossomer.gtm.events.BatchResumed;
import com.blossomer.gtm.platform.http.Tenant;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Batches as a whole: how they stand, and what is asked of them. */
@Controller("/batches")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Batches")
final class BatchController {

    private static final String ID = "As the answer to POST /batches gave it.";
    private static final int MOST = 100;

    private final BatchReader reader;
    private final BatchCommands commands;
    private final BatchProgress progress;
    private final BatchPreview preview;
    private final CampaignSearch search;
    private final FreshCampaigns fresh;

    BatchController(
            BatchReader reader,
            BatchCommands commands,
            BatchProgress progress,
            BatchPreview preview,
            CampaignSearch search,
            FreshCampaigns fresh) {
        this.reader = reader;
        this.commands = commands;
        this.progress = progress;
        this.preview = preview;
        this.search = search;
        this.fresh = fresh;
    }

    @Get
    @Operation(summary = "List batches", description = "Newest first, without their reports.")
    BatchPage list(
            HttpRequest<?> request,
            @QueryValue @Nullable @Parameter(description = "next_cursor of the page before.") String cursor,
            @QueryValue(defaultValue = "20") @Parameter(description = "1 to 100.") int limit) {
        int most = Math.min(MOST, Problems.limit(limit));
        Cursor after = cursor == null ? null : Cursor.parse(cursor).orElseThrow(Problems::badCursor);
        List<BatchView> batches = reader.page(Tenant.of(request), after, most + 1);
        boolean more = batches.size() > most;
        List<BatchView> shown = more ? batches.subList(0, most) : batches;
        BatchView last = more ? shown.getLast() : null;
        return new BatchPage(shown, last == null ? null : new Cursor(last.receivedAt(), last.batchId()).text());
    }

    @Get("/{batchId}")
    @Operation(
            summary = "A batch",
            description = "Counts by status and by stage, rate and time left, cost and budget, and the rows that could"
                    + " not be used.")
    @ApiResponse(responseCode = "200", description = "The batch as it stands now")
    @ApiResponse(
            responseCode = "404",
            description = "No such batch",
            content = @Content(mediaType = "application/problem+json"))
    BatchView batch(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        return fresh.await(batchId, () -> reader.view(tenant, batchId)).orElseThrow(() -> Problems.noBatch(batchId));
    }

    @Get("/{batchId}/campaigns")
    @Operation(summary = "A batch's campaigns", description = "As GET /campaigns?batch=, newest first.")
    CampaignPage campaigns(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String batchId,
            @QueryValue @Nullable @Parameter(description = "Such as failed.") String status,
            @QueryValue @Nullable @Parameter(description = "next_cursor of the page before.") String cursor,
            @QueryValue(defaultValue = "50") @Parameter(description = "1 to 200.") int limit)
            throws InterruptedException {
        BatchRecord batch = found(request, batchId);
        return search.page(new CampaignFilter(
                batch.tenant(),
                batchId,
                null,
                status == null ? null : Problems.status(status),
                null,
                cursor == null ? null : Cursor.parse(cursor).orElseThrow(Problems::badCursor),
                Problems.limit(limit)));
    }

    @Get(value = "/{batchId}/events", produces = MediaType.TEXT_EVENT_STREAM)
    @Operation(
            summary = "Live progress of a batch",
            description = "Server-sent events, once a second at most: `progress` whenever something has moved, and"
                    + " `finished`, after which the stream ends. Each holds the batch as GET /batches/{id} shows it.")
    HttpResponse<Publisher<Event<?>>> events(
            HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        BatchRecord batch = found(request, batchId);
        return HttpResponse.<Publisher<Event<?>>>ok(progress.of(batch.tenant(), batchId))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no");
    }

    @Get("/{batchId}/preview")
    @Operation(
            summary = "What a batch will cost",
            description = "An estimate for the rows that have not run: from the batch's own campaigns once some have"
                    + " ended, as after a sample, else from your earlier ones. Null where nothing is known yet.")
    BatchPreview.View preview(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        return preview.of(found(request, batchId));
    }

    @Post("/{batchId}/pause")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Pause a batch",
            description = "No more rows are started. Campaigns under way go on, a few thousand at most.")
    HttpResponse<BatchView> pause(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        return ask(request, batchId, new BatchPaused(), Set.of("completed", "cancelling", "cancelled"));
    }

    @Post("/{batchId}/resume")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Let a paused batch go on", description = "Within its sample, where it has one.")
    HttpResponse<BatchView> resume(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        return ask(request, batchId, new BatchResumed(false), Set.of("completed", "cancelling", "cancelled"));
    }

    @Post("/{batchId}/go")
    @Consumes(MediaType.ALL)
    @Operation(summary = "Run the rest of a batch", description = "Past its sample, and also where it is paused.")
    HttpResponse<BatchView> go(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        return ask(request, batchId, new BatchResumed(true), Set.of("completed", "cancelling", "cancelled"));
    }

    @Post("/{batchId}/cancel")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Cancel a batch",
            description = "For good: rows that are no campaigns yet are never started, and campaigns under way are"
                    + " cancelled. What is there stays.")
    HttpResponse<BatchView> cancel(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String batchId)
            throws InterruptedException {
        return ask(request, batchId, new BatchCancelled(), Set.of("completed", "cancelled"));
    }

    private HttpResponse<BatchView> ask(HttpRequest<?> request, String batchId, Object body, Set<String> never)
            throws InterruptedException {
        BatchRecord batch = found(request, batchId);
        if (never.contains(batch.status())) {
            throw Problems.batchIsOver(batch);
        }
        commands.append(batch, body);
        BatchView view = reader.view(batch.tenant(), batchId).orElseThrow(() -> Problems.noBatch(batchId));
        return HttpResponse.<BatchView>accepted()
                .header(HttpHeaders.LOCATION, "/batches/" + batchId)
                .body(view);
    }

    private BatchRecord found(HttpRequest<?> request, String batchId) throws InterruptedException {
        String tenant = Tenant.of(request);
        return fresh.await(batchId, () -> reader.find(tenant, batchId)).orElseThrow(() -> Problems.noBatch(batchId));
    }
}
