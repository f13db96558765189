package com.blossomer.gtm.llm.remote;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/**
 * What the library takes for its HTTP client: it gives the request that the library composed to the library's caller. The library
 * sends nothing itself, as it would keep all it made of the prompt until the answer is there; and it reads no response, as it
 * tells its callers only part of what one holds, and nothing of one that it does not know.
 */
final class Transport implements HttpClient {

    /** How a request leaves the library. */
    static final class Composed extends LangChain4jException {

        private static final long serialVersionUID = 1;

        private final transient HttpRequest request;

        private Composed(HttpRequest request) {
            super("composed");
            this.request = request;
        }

        HttpRequest request() {
            return request;
        }
    }

    /** What a model's builder takes: always this transport, whatever time-outs the model would like. */
    HttpClientBuilder asBuilder() {
        return new Fixed(this);
    }

    /** @throws Composed always: there is no response */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new Composed(request);
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
