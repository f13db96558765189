package com.blossomer.gtm.content;

import com.blossomer.gtm.events.StageFailure;
import java.net.URI;

/**
 * Why there is no page: an ordinary outcome.
 *
 * @param reason a stable code, as in {@link StageFailure}
 * @param detail what happened and what to do
 */
record FetchFailure(String reason, String detail) implements FetchOutcome {

    static final String INSUFFICIENT_CONTENT = "insufficient_content";
    static final String NOT_FOUND = "not_found";
    static final String HTTP_ERROR = "http_error";
    static final String UNREACHABLE = "unreachable";
    static final String TIMEOUT = "timeout";
    static final String BLOCKED_ADDRESS = "blocked_address";
    static final String BLOCKED_BY_ROBOTS = "blocked_by_robots";
    static final String NOT_HTML = "not_html";
    static final String TOO_LARGE = "too_large";
    static final String TOO_MANY_REDIRECTS = "too_many_redirects";
    static final String INVALID_URL = "invalid_url";
    static final String WORKER_CRASHED = "worker_crashed";
    /** A service that reads pages for us cannot, for a reason that lies in it or in its account, not in the page. */
    static final String SOURCE_UNAVAILABLE = "source_unavailable";

    static FetchFailure blocked(String detail) {
        return new FetchFailure(BLOCKED_ADDRESS, detail);
    }

    static FetchFailure blockedAddress(String host, int port) {
        return blocked(host + ", port " + port
                + ", is not on the public internet or not a web port. Networks of your own are allowed with"
                + " BLOSSOMER_FETCH_ALLOW.");
    }

    static FetchFailure invalidUrl(String detail) {
        return new FetchFailure(INVALID_URL, detail);
    }

    static FetchFailure unreachable(String detail) {
        return new FetchFailure(UNREACHABLE, detail);
    }

    static FetchFailure timeout(URI uri) {
        return new FetchFailure(TIMEOUT, uri.getHost() + " did not deliver the page in time; try again later.");
    }

    static FetchFailure tooLarge(int maxBytes) {
        return new FetchFailure(
                TOO_LARGE,
                "The page is larger than " + maxBytes / 1_024
                        + " KiB and is not read; give a smaller page of the site.");
    }

    /** For a status that is neither a success nor a redirect. */
    static FetchFailure ofStatus(URI uri, int status) {
        if (status == 404 || status == 410) {
            return new FetchFailure(
                    NOT_FOUND, uri.getHost() + " answered " + status + ": there is no such page; check the address.");
        }
        String advice = switch (status) {
            case 401, 403 -> "it does not let us read this page; give a public page of the site.";
            case 429 -> "it is asked too often; try again later.";
            default -> status >= 500 ? "the site has a problem of its own; try again later." : "check the address.";
        };
        return new FetchFailure(HTTP_ERROR, uri.getHost() + " answered " + status + ": " + advice);
    }

    StageFailure toStageFailure() {
        return new StageFailure(reason, detail);
    }
}
