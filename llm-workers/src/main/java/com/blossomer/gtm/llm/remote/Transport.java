package com.blossomer.gtm.llm.remote;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/**
 * What the library takes for its HTTP client. It sends nothing: the {@link Exchange} of the calling thread takes the request
 * that was composed, or has the response that is to be read.
 */
final class Transport implements HttpClient {

    /** What a model's builder takes: always this transport, whatever time-outs the model would like. */
    HttpClientBuilder asBuilder() {
        return new Fixed(this);
    }

    /** @throws LangChain4jException unless the status is 2xx; the exchange says more */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Exchange exchange = Exchange.CURRENT.get();
        Exchange.Result result = switch (exchange.way()) {
            case Exchange.Compose compose -> new Exchange.Composed(request);
            case Exchange.Read read -> read.response();
        };
        return switch (exchange.ended(result)) {
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
            case Exchange.Composed composed -> throw new LangChain4jException("composed");
        };
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are not streamed");
    }

    /** Time-outs are a request's, not a model's. */
    private record Fixed(Transport transport) implements HttpClientBuilder {

        @Override
        public Duration connectTimeout() {
            return Duration.ZERO;
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
