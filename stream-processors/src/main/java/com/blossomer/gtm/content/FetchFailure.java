package com.blossomer.gtm.content;

import com.blossomer.gtm.events.StageFailure;

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
    static final String NOT_HTML = "not_html";
    static final String TOO_LARGE = "too_large";
    static final String TOO_MANY_REDIRECTS = "too_many_redirects";
    static final String INVALID_URL = "invalid_url";
    static final String WORKER_CRASHED = "worker_crashed";

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

    StageFailure toStageFailure() {
        return new StageFailure(reason, detail);
    }
}
