package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.events.ReplayState;
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
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.lang.annotation.ElementType;
import java.lang.annotation.Target;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replays: previewed, run beside what is there, compared, promoted, undone and discarded. */
@Controller("/replays")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Replays")
final class ReplayController {

    private static final String ID = "As the answer to POST /replays gave it.";
    private static final int MOST = 100;
    private static final Set<String> STOPPED = Set.of("cancelled", "promoted", "undone");

    /** What is asked for, in the API's description; {@link ReplayRequest} reads it. */
    @RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ReplayForm.class)))
    @Target(ElementType.METHOD)
    private @interface TakesReplay {}

    private final Replays replays;
    private final ReplayReader reader;

    ReplayController(Replays replays, ReplayReader reader) {
        this.replays = replays;
        this.reader = reader;
    }

    @Post("/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What a replay would come to",
            description = "Takes what POST /replays takes, and starts nothing: campaigns, the stages that are asked for"
                    + " anew, and what the same stages cost before. `unreachable` and `note` say what of the cohort reaches"
                    + " past what is kept.")
    @TakesReplay
    ReplayPreview preview(HttpRequest<byte[]> request) throws SQLException {
        return replays.preview(
                replays.parse(Tenant.of(request), request.getBody().orElse(null)));
    }

    @Post
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Replay past campaigns",
            description =
                    "Reads the requests of a cohort again and runs them with other prompts or models, beside what is"
                            + " there. Stages that nothing changes are answered from what is stored.")
    @TakesReplay
    @ApiResponse(responseCode = "202", description = "It runs")
    @ApiResponse(
            responseCode = "422",
            description = "No campaign is in the cohort, none of them is kept any more, or nothing would change",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<ReplayView> create(HttpRequest<byte[]> request) throws SQLException, InterruptedException {
        String tenant = Tenant.of(request);
        Replays.Started started =
                replays.create(tenant, replays.parse(tenant, request.getBody().orElse(null)));
        return accepted(reader.view(started.replay(), started.preview()));
    }

    @Get
    @Operation(summary = "List replays", description = "Newest first, at most 100; without discarded ones.")
    Map<String, List<ReplayView>> list(HttpRequest<?> request) throws SQLException {
        return Map.of(
                "replays",
                replays.all(Tenant.of(request), MOST).stream().map(reader::view).toList());
    }

    @Get("/{replayId}")
    @Operation(summary = "A replay", description = "How far it is, and what it cost so far.")
    ReplayView replay(HttpRequest<?> request, @PathVariable @Parameter(description = ID) String replayId)
            throws SQLException {
        return reader.view(found(request, replayId));
    }

    @Get("/{replayId}/diff")
    @Operation(
            summary = "What a replay made otherwise",
            description = "By campaign, asset and field; the first page comes with sums over the cohort.")
    ReplayDiff diff(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String replayId,
            @QueryValue @Nullable @Parameter(description = "next_cursor of the page before.") String cursor,
            @QueryValue(defaultValue = "20") @Parameter(description = "1 to 100.") int limit)
            throws SQLException {
        if (limit < 1 || limit > MOST) {
            throw ReplayProblems.wrong("limit must be 1 to " + MOST + ".");
        }
        long from = 0;
        if (cursor != null) {
            try {
                from = Math.max(0, Long.parseLong(cursor));
            } catch (NumberFormatException e) {
                throw ReplayProblems.wrong("cursor is none of ours; take next_cursor of the page before.");
            }
        }
        return reader.diff(found(request, replayId), from, limit);
    }

    @Post("/{replayId}/{action:pause|resume|cancel|promote|undo|discard}")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Ask something of a replay",
            description =
                    "`pause` and `resume`; `cancel` for good; `promote` makes its complete runs current, in one step;"
                            + " `undo` makes current again what was; `discard` drops its runs. What it cost stays in the usage.")
    @ApiResponse(responseCode = "202", description = "The replay as it stands now")
    @ApiResponse(
            responseCode = "409",
            description = "Not as it stands",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<?> ask(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = ID) String replayId,
            @PathVariable String action)
            throws SQLException, InterruptedException {
        ReplayRecord replay = found(request, replayId);
        ReplayState next = next(replay, action);
        ReplayRecord after = replays.ask(replay, next);
        return next == ReplayState.DISCARDED ? HttpResponse.noContent() : accepted(reader.view(after));
    }

    private static ReplayState next(ReplayRecord replay, String action) {
        String state = replay.state();
        boolean over = replay.finished() || STOPPED.contains(state);
        return switch (action) {
            case "pause" -> allowed(replay, state.equals("running") && !replay.finished(), ReplayState.PAUSED);
            case "resume" -> allowed(replay, state.equals("paused"), ReplayState.RUNNING);
            case "cancel" -> allowed(replay, !replay.finished() && !STOPPED.contains(state), ReplayState.CANCELLED);
            case "promote" -> allowed(replay, replay.finished() && !state.equals("promoted"), ReplayState.PROMOTED);
            case "undo" -> allowed(replay, state.equals("promoted"), ReplayState.UNDONE);
            default -> allowed(replay, over && replay.finished() && !state.equals("promoted"), ReplayState.DISCARDED);
        };
    }

    private static ReplayState allowed(ReplayRecord replay, boolean allowed, ReplayState next) {
        if (allowed) {
            return next;
        }
        String state = replay.finished() && replay.state().equals("running") ? "finished" : replay.state();
        throw ReplayProblems.conflict(
                replay.replayId(),
                state,
                switch (next) {
                    case PAUSED -> "Only a replay that runs can be paused.";
                    case RUNNING -> "Only a replay that is paused can be resumed.";
                    case CANCELLED -> "Only a replay that has not ended can be cancelled.";
                    case PROMOTED -> "It is promoted once all of its runs have ended, and once until it is undone.";
                    case UNDONE -> "Only a replay that was promoted can be undone.";
                    case DISCARDED ->
                        "It is discarded once all of its runs have ended and it is not promoted: cancel it, or undo it,"
                                + " first.";
                });
    }

    private ReplayRecord found(HttpRequest<?> request, String replayId) throws SQLException {
        return replays.find(Tenant.of(request), replayId).orElseThrow(() -> ReplayProblems.none(replayId));
    }

    private static HttpResponse<ReplayView> accepted(ReplayView replay) {
        return HttpResponse.<ReplayView>accepted()
                .header(HttpHeaders.LOCATION, "/replays/" + replay.replayId())
                .body(replay);
    }
}
