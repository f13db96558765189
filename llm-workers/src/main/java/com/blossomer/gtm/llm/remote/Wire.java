package com.blossomer.gtm.llm.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * HTTP as all providers are asked by it: a bounded body, one time limit for all of a response, no redirects, no retries, and
 * nothing written to a log. Connections are opened as needed and kept.
 */
final class Wire {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final int maxBody;

    /** @param maxBody bytes of a response */
    Wire(int maxBody) {
        this.maxBody = maxBody;
    }

    /** @param timeout until the whole response is there */
    Exchange.Result send(HttpRequest.Builder request, Duration timeout) {
        HttpRequest built = request.timeout(timeout).build();
        String server = built.uri().getAuthority();
        // The client's own time-out ends with the headers; this one includes the body.
        CompletableFuture<HttpResponse<byte[]>> call =
                http.sendAsync(built, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBody));
        try {
            HttpResponse<byte[]> response = call.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return new Exchange.Answered(response.statusCode(), response.headers(), response.body());
        } catch (TimeoutException e) {
            call.cancel(true);
            return new Exchange.Unanswered("no whole answer from " + server + " within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return failed(cause == null ? e : cause, server, timeout);
        } catch (InterruptedException e) {
            call.cancel(true);
            return new Exchange.Stopped();
        }
    }

    private static Exchange.Unanswered failed(Throwable cause, String server, Duration timeout) {
        return new Exchange.Unanswered(
                switch (cause) {
                    case HttpConnectTimeoutException e ->
                        "cannot connect to " + server + " within " + CONNECT.toSeconds() + " s";
                    case HttpTimeoutException e -> "no answer from " + server + " within " + timeout.toSeconds() + " s";
                    case ConnectException e -> "cannot connect to " + server + "; is it running?";
                    case IOException e ->
                        "the connection to " + server + " broke: "
                                + e.getClass().getSimpleName();
                    default -> throw new IllegalStateException("the HTTP client failed", cause);
                });
    }
}
