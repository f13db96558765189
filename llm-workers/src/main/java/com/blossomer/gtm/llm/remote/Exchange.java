package com.blossomer.gtm.llm.remote;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call's request and what came of it, kept beside the library: it tells its callers only part of what a response holds,
 * and nothing of one that it cannot read. Bound to {@link #CURRENT} while the library runs; used by that thread alone.
 */
final class Exchange {

    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final Duration timeout;
    private @Nullable Result result;

    /** @param timeout until the whole response is there */
    Exchange(Duration timeout) {
        this.timeout = timeout;
    }

    /** What became of the request. */
    sealed interface Result {}

    /** A whole response, of any status. */
    record Answered(HttpResponse<byte[]> response) implements Result {

        int status() {
            return response.statusCode();
        }

        HttpHeaders headers() {
            return response.headers();
        }

        byte[] body() {
            return response.body();
        }
    }

    /**
     * None, or not all of one.
     *
     * @param why names the server; nothing of the request
     */
    record Unanswered(String why) implements Result {}

    /** The thread was interrupted while it waited. */
    record Stopped() implements Result {}

    Duration timeout() {
        return timeout;
    }

    <R extends Result> R ended(R with) {
        result = with;
        return with;
    }

    /** Null when nothing was sent. */
    @Nullable
    Result result() {
        return result;
    }
}
