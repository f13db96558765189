package com.blossomer.gtm.llm.remote;

import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;

/** What the library takes for its HTTP client. It sends nothing: the {@link Exchange} of the calling thread takes the request. */
final class Transport implements HttpClient {

    /** What a model's builder takes: always this transport, whatever time-outs the model would like. */
    HttpClientBuilder asBuilder() {
        return new Fixed(this);
    }

    /** @throws LangChain4jException always: there is no response */
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Exchange.CURRENT.get().composed(request);
        throw new LangChain4jException("composed");
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
