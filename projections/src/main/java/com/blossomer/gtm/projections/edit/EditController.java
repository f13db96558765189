package com.blossomer.gtm.projections.edit;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.platform.http.Tenant;
import com.blossomer.gtm.projections.query.FreshCampaigns;
import com.blossomer.gtm.projections.query.Problems;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes an asset as a user wants it, and has made anew what rests on it. */
@Controller("/campaigns")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Results")
final class EditController {

    private static final String ID = "As the answer to POST /campaigns gave it.";
    private static final int MOST_BYTES = 256 * 1024;
    private static final int MOST_SECONDS = 120;
    private static final Pattern WAIT = Pattern.compile("(?i)(?:^|[,\\s])wait\\s*=\\s*\"?(\\d{1,9})");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final EditTables tables;
    private final Edits edits;
    private final FreshCampaigns fresh;

    EditController(EditTables tables, Edits edits, FreshCampaigns fresh) {
        this.tables = tables;
        this.edits = edits;
        this.fresh = fresh;
    }

    @Put("/{campaignId}/assets/{asset}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Edit an asset, and have made anew what rests on it",
            description =
                    "Takes the whole asset as it is to be. It becomes a run of its own, in which the asset stands as it"
                            + " was sent, what rests on it is made anew with it in the prompts, and everything else stands as it was and"
                            + " costs nothing. Once that run is complete it is the one that is shown; until then, and if it is not, the"
                            + " campaign stays as it is. With the `ETag` of GET in `If-Match`, an edit of what somebody else changed"
                            + " meanwhile is refused. `Prefer: wait=N` waits for the end.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(type = "object", description = "The asset."))))
    @ApiResponse(responseCode = "200", description = "The run has ended within the wait; `status` says how")
    @ApiResponse(responseCode = "202", description = "The run is under way; Location shows it")
    @ApiResponse(
            responseCode = "404",
            description = "No such campaign or asset",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(
            responseCode = "409",
            description = "The campaign or another edit of it is under way, or it has no such asset: type says which",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(
            responseCode = "412",
            description = "The campaign is not as If-Match wants it",
            content = @Content(mediaType = "application/problem+json"))
    @ApiResponse(
            responseCode = "422",
            description = "The asset does not have the right shape; `errors` says where",
            content = @Content(mediaType = "application/problem+json"))
    HttpResponse<EditView> edit(
            HttpRequest<byte[]> request,
            @PathVariable @Parameter(description = ID) String campaignId,
            @PathVariable @Parameter(description = "Such as icp or email.") String asset,
            @Header(HttpHeaders.IF_MATCH) @Nullable @Parameter(description = "The ETag of the asset that was edited.")
                    String ifMatch)
            throws InterruptedException {
        String tenant = Tenant.of(request);
        AssetType type = edits.type(asset);
        Base base = fresh.await(campaignId, () -> tables.current(tenant, campaignId))
                .orElseThrow(() -> Problems.noCampaign(campaignId, null));
        if (ifMatch != null && !matches(ifMatch, base.run())) {
            throw EditProblems.changed(base);
        }
        ObjectNode json = object(request.getBody().orElse(null));
        EditView edit = edits.edit(base, type, json, patience(request));
        String location = "/campaigns/" + campaignId + "?run=" + edit.run();
        return edit.status().equals("pending") || edit.status().equals("running")
                ? HttpResponse.<EditView>accepted()
                        .header(HttpHeaders.LOCATION, location)
                        .body(edit)
                : HttpResponse.ok(edit).header(HttpHeaders.CONTENT_LOCATION, location);
    }

    private static ObjectNode object(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw EditProblems.notAnObject("The body is empty");
        }
        if (body.length > MOST_BYTES) {
            throw EditProblems.tooLarge(body.length, MOST_BYTES);
        }
        try {
            JsonNode json = JSON.readTree(body);
            if (json instanceof ObjectNode object) {
                return object;
            }
            throw EditProblems.notAnObject("The body holds no object");
        } catch (JsonProcessingException e) {
            throw EditProblems.notAnObject("At line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw EditProblems.notAnObject("The body is not UTF-8");
        }
    }

    /** Whether one of the tags is that of the run, as {@code GET …/assets/…} gave it; weak ones say the same. */
    private static boolean matches(String ifMatch, int run) {
        return Arrays.stream(ifMatch.split(",", -1))
                .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
                .anyMatch(tag -> tag.equals("*") || tag.equals(Integer.toString(run)));
    }

    private static Duration patience(HttpRequest<?> request) {
        for (String header : request.getHeaders().getAll("Prefer")) {
            Matcher wait = WAIT.matcher(header);
            if (wait.find()) {
                return Duration.ofSeconds(Math.min(MOST_SECONDS, Long.parseLong(wait.group(1))));
            }
        }
        return Duration.ZERO;
    }
}
