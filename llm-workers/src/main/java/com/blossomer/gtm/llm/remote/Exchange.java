package com.blossomer.gtm.llm.remote;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call's request and what came of it, kept beside the library: it tells its callers only part of what a response holds,
 * and nothing of one that it cannot read. Bound to {@link #CURRENT} while the library runs; used by that thread alone.
 */
final class Exchange {

    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private final Way way;
    private @Nullable Result result;

    private Exchange(Way way) {
        this.way = way;
    }

    /** @param timeout until the whole response is there */
    static Exchange asking(Duration timeout) {
        return new Exchange(new Ask(timeout));
    }

    /** Sends nothing: the request itself is what comes of it. */
    static Exchange composing() {
        return new Exchange(new Compose());
    }

    /** Sends nothing: the response came by another way. */
    static Exchange reading(int status, String body) {
        return new Exchange(new Read(new Answered(
                status, HttpHeaders.of(Map.of(), (name, value) -> true), body.getBytes(StandardCharsets.UTF_8))));
    }

    /** What is done with the request. */
    sealed interface Way {}

    record Ask(Duration timeout) implements Way {}

    record Compose() implements Way {}

    record Read(Answered response) implements Way {}

    /** What became of the request. */
    sealed interface Result {}

    /** A whole response, of any status. */
    @SuppressWarnings("ArrayRecordComponent") // megabytes, handed on and never compared
    record Answered(int status, HttpHeaders headers, byte[] body) implements Result {}

    /**
     * None, or not all of one.
     *
     * @param why names the server; nothing of the request
     */
    record Unanswered(String why) implements Result {}

    /** The thread was interrupted while it waited. */
    record Stopped() implements Result {}

    /** It was not sent. */
    record Composed(String body) implements Result {}

    Way way() {
        return way;
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
