package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.platform.http.Problem;
import com.blossomer.gtm.platform.http.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What search refuses, and what to do about it. */
@Singleton
@Produces(Problem.MEDIA_TYPE)
final class SearchProblems implements ExceptionHandler<IndexUnavailable, HttpResponse<Problem>> {

    private static final Logger LOG = LoggerFactory.getLogger(SearchProblems.class);
    private static final String RETRY_AFTER_SECONDS = "2";

    /** Not to be found and not there look the same. */
    static ProblemException unknown(String site) {
        return new ProblemException(Problem.of(
                        404,
                        "company-not-found",
                        "No such company among yours",
                        "No campaign of yours has asked for " + site
                                + ", or it was asked for a moment ago. POST /campaigns/overview reads it; ask again"
                                + " some seconds after that has ended.")
                .with("site", site));
    }

    static ProblemException notReadYet(String site) {
        return new ProblemException(Problem.of(
                        404,
                        "company-not-indexed",
                        "Not indexed yet",
                        "You have a campaign for " + site + ", but what was read of it is not indexed yet, or it could"
                                + " not be read. Ask again in some seconds; GET /campaigns?site=" + site
                                + " shows how its campaigns stand.")
                .with("site", site));
    }

    static ProblemException noWord() {
        return new ProblemException(
                Problem.of(400, "invalid-parameter", "Invalid q", "There is no word in it. Write what to look for.")
                        .with("parameter", "q"));
    }

    static ProblemException off() {
        return new ProblemException(Problem.of(
                503,
                "search-off",
                "Search is switched off",
                "This system runs without semantic search (BLOSSOMER_ROLES_SEARCH is false). Remove that setting and"
                        + " start it again; what was read meanwhile is indexed then."));
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<Problem> handle(HttpRequest request, IndexUnavailable exception) {
        LOG.atWarn().log("search cannot be answered: {}", exception.getMessage());
        return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .body(Problem.of(
                        503,
                        "search-unavailable",
                        "Search is not ready",
                        "Search cannot answer now: " + exception.getMessage()
                                + ". Campaigns and results are not affected. Try again in a few seconds."));
    }
}
