package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.platform.http.Tenant;
import com.blossomer.gtm.projections.query.Problems;
import com.blossomer.gtm.projections.query.Sites;
import io.micronaut.context.BeanProvider;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Companies by meaning, among those that the caller has campaigns for. */
@Controller("/companies")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Search")
final class CompanyController {

    private static final int MAX_LIMIT = 50;
    private static final int LONGEST_QUESTION = 1_000;
    private static final String PROBLEM = "application/problem+json";
    private static final String NOT_READY = "The model is loading, or the index cannot be reached: try again";

    private final BeanProvider<CompanySearch> search;

    CompanyController(BeanProvider<CompanySearch> search) {
        this.search = search;
    }

    @Get("/similar")
    @Operation(
            summary = "Companies like one",
            description = "Among the sites that you have campaigns for, those whose pages say the most similar things,"
                    + " the nearest first and without the site itself. A site is found some seconds after it was read.")
    @ApiResponse(responseCode = "200", description = "Companies, the nearest first")
    @ApiResponse(responseCode = "400", description = "A parameter is wrong", content = @Content(mediaType = PROBLEM))
    @ApiResponse(
            responseCode = "404",
            description =
                    "No campaign of yours has read that site, or it is not indexed yet: type and detail say which",
            content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "503", description = NOT_READY, content = @Content(mediaType = PROBLEM))
    CompanyMatch.Page similar(
            HttpRequest<?> request,
            @QueryValue @Parameter(description = "The website's URL, as people write it.") String url,
            @QueryValue(defaultValue = "10") @Parameter(description = "1 to 50.") int limit) {
        String site = Sites.key("url", url);
        return new CompanyMatch.Page(search().similar(Tenant.of(request), site, limit(limit)));
    }

    @Get("/search")
    @Operation(
            summary = "Companies by what they do",
            description = "Among the sites that you have campaigns for, those that say something like `q`, with the"
                    + " section that comes nearest. Meaning counts, not the words; the model knows English best.")
    @ApiResponse(responseCode = "200", description = "Companies, the best first")
    @ApiResponse(responseCode = "400", description = "A parameter is wrong", content = @Content(mediaType = PROBLEM))
    @ApiResponse(responseCode = "503", description = NOT_READY, content = @Content(mediaType = PROBLEM))
    CompanyMatch.Page search(
            HttpRequest<?> request,
            @QueryValue @Parameter(description = "Such as: protects web applications from attacks.") String q,
            @QueryValue(defaultValue = "10") @Parameter(description = "1 to 50.") int limit)
            throws InterruptedException {
        if (q.isBlank() || q.length() > LONGEST_QUESTION) {
            throw Problems.badParameter(
                    "q", "Write what to look for in 1 to " + LONGEST_QUESTION + " characters, not " + q.length() + ".");
        }
        return new CompanyMatch.Page(search().search(Tenant.of(request), q.strip(), limit(limit)));
    }

    private CompanySearch search() {
        if (!search.isPresent()) {
            throw SearchProblems.off();
        }
        return search.get();
    }

    private static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problems.badParameter("limit", "It must be between 1 and " + MAX_LIMIT + ", not " + limit + ".");
        }
        return limit;
    }
}
