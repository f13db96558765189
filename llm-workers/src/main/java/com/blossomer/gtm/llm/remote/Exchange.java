package com.blossomer.gtm.llm.remote;

import dev.langchain4j.http.client.HttpRequest;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the library is run for: to compose a request, or to read the response to one. It sends nothing itself, as it would
 * keep all it made of the prompt until the answer is there; and it tells its callers only part of what a response holds, and
 * nothing of one that it cannot read. Bound to {@link #CURRENT} while the library runs; used by one thread at a time.
 */
final class Exchange {

    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final @Nullable Answered response;
    private @Nullable HttpRequest composed;

    private Exchange(@Nullable Answered response) {
        this.response = response;
    }

    /** The request itself is what comes of it. */
    static Exchange composing() {
        return new Exchange(null);
    }

    /** The response is there already. */
    static Exchange reading(Answered response) {
        return new Exchange(response);
    }

    /** What became of a request that was sent. */
    sealed interface Result {}

    /** A whole response, of any status. */
    @SuppressWarnings("ArrayRecordComponent") // megabytes, handed on and never compared
    record Answered(int status, HttpHeaders headers, byte[] body) implements Result {

        /** One that came by another way, without its headers. */
        static Answered of(int status, String body) {
            return new Answered(
                    status, HttpHeaders.of(Map.of(), (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
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

    /** What is to be read; null where the request is wanted. */
    @Nullable
    Answered response() {
        return response;
    }

    void composed(HttpRequest request) {
        composed = request;
    }

    /** Null when the library composed none. */
    @Nullable
    HttpRequest composed() {
        return composed;
    }
}
