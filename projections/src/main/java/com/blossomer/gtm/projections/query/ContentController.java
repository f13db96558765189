package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.http.Tenant;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What was read of a site: the text that all assets and their quotes rest on. */
@Controller("/contents")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Results")
final class ContentController {

    private static final String URL = "The website's URL, as people write it.";
    private static final String NOT_THERE =
            "No campaign of yours has read that site, or it was longer ago than what is read is kept";
    private static final String HASH = "content_hash of an asset's provenance.";

    private final StoredContentRepository contents;
    private final Readings readings;
    private final RetentionSettings retention;

    ContentController(StoredContentRepository contents, Readings readings, RetentionSettings retention) {
        this.contents = contents;
        this.readings = readings;
        this.retention = retention;
    }

    @Get
    @Operation(summary = "What was read of a site", description = "The newest reading, or the one that `hash` names.")
    @ApiResponse(responseCode = "200", description = "Sections with the pages they were read from")
    @ApiResponse(responseCode = "404", description = NOT_THERE)
    ContentView content(
            HttpRequest<?> request,
            @QueryValue @Parameter(description = URL) String url,
            @QueryValue @Nullable @Parameter(description = HASH) String hash) {
        return content(Tenant.of(request), Sites.key("url", url), hash);
    }

    /** A site key goes into the path as it is, slashes included; one with a question mark must be encoded. */
    @Get("/{site:.+}")
    @Operation(
            summary = "What was read of a site, by its key",
            description = "As GET /contents, for addresses such as /contents/acme.com/pricing.")
    @ApiResponse(responseCode = "200", description = "Sections with the pages they were read from")
    @ApiResponse(responseCode = "404", description = NOT_THERE)
    ContentView ofSite(
            HttpRequest<?> request,
            @PathVariable @Parameter(description = URL) String site,
            @QueryValue @Nullable @Parameter(description = HASH) String hash) {
        return content(Tenant.of(request), Sites.key("site", site), hash);
    }

    private ContentView content(String tenant, String site, @Nullable String hash) {
        return (hash == null ? contents.newest(tenant, site) : contents.byHash(tenant, site, hash))
                .map(StoredContent::view)
                .orElseThrow(() -> readings.was(tenant, site, hash)
                        ? Problems.contentNotKept(site, retention.content())
                        : Problems.noContent(site));
    }
}
