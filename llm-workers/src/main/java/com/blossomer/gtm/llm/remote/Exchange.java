package com.blossomer.gtm.llm.remote;

import dev.langchain4j.http.client.HttpRequest;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as the library composes it, and what became of it. The library sends nothing itself, as it would keep all it made
 * of the prompt until the answer is there; and it reads no response, as it tells its callers only part of what one holds, and
 * nothing of one that it does not know. Bound to {@link #CURRENT} while the library runs; used by one thread at a time.
 */
final class Exchange {

    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private @Nullable HttpRequest composed;

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

    void composed(HttpRequest request) {
        composed = request;
    }

    /** Null when the library composed none. */
    @Nullable
    HttpRequest composed() {
        return composed;
    }
}
