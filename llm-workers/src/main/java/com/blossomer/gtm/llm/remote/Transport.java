package com.blossomer.gtm.llm.remote;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
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
 * How the library's models reach their servers: a bounded body, one time limit for all of a response, no redirects, no
 * retries, and nothing written to a log. The number of requests in flight is bounded by the callers alone: connections are
 * opened as needed and kept. What came of a request is left in the {@link Exchange} of the calling thread.
 */
final class Transport implements HttpClient {

    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private final String query;

    /** @param query put after every address; empty for none */
    Transport(String query) {
        this.query = query;
    }

    /** What a model's builder takes: always this transport, whatever time-outs the model would like. */
    HttpClientBuilder asBuilder() {
        return new Fixed(this);
    }

    /** @throws LangChain4jException unless the status is 2xx; the exchange says more */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Exchange exchange = Exchange.CURRENT.get();
        return switch (exchange.ended(send(request, exchange.timeout()))) {
            case Exchange.Answered answered -> {
                if (answered.status() < 200 || answered.status() > 299) {
                    throw new HttpException(answered.status(), "HTTP " + answered.status());
                }
                yield SuccessfulHttpResponse.builder()
                        .statusCode(answered.status())
                        .headers(answered.headers().map())
                        .body(answered.body())
                        .build();
            }
            case Exchange.Unanswered unanswered -> throw new LangChain4jException(unanswered.why());
            case Exchange.Stopped stopped -> throw new LangChain4jException("stopped");
        };
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    private Exchange.Result send(HttpRequest request, Duration timeout) {
        URI uri = URI.create(query.isEmpty() ? request.url() : request.url() + "?" + query);
        String server = uri.getAuthority();
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        // The client's own time-out ends with the headers; this one includes the body.
        CompletableFuture<HttpResponse<byte[]>> call =
                http.sendAsync(builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY));
        try {
            return new Exchange.Answered(call.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
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

    /** Time-outs are a request's, not a model's. */
    private record Fixed(Transport transport) implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return CONNECT;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public Duration readTimeout() {
            return Duration.ZERO;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            return this;
        }

        @Override
        public HttpClient build() {
            return transport;
        }
    }
}
