package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.economy.BatchApi;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A provider that is asked over HTTP. */
public final class RemoteProvider implements LlmProvider {

    private static final int MAX_BODY = 16 * 1024 * 1024;

    /** The buffers that JSON is written with belong to their thread, and must not wait for the answer with it. */
    private static final ExecutorService ASIDE = Executors.newVirtualThreadPerTaskExecutor();

    private final Wire wire = new Wire(MAX_BODY);
    private final Server server;
    private final Protocol protocol;
    private final Outcomes outcomes;

    private RemoteProvider(Server server, Protocol protocol, Clock clock) {
        this.server = server;
        this.protocol = protocol;
        this.outcomes = new Outcomes(server, protocol, clock);
    }

    /** Chat completions, as OpenAI, Azure's v1 API, Ollama, vLLM, llama.cpp, Groq and most gateways serve them. */
    public static RemoteProvider openAi(Server server, Clock clock) {
        return new RemoteProvider(server, new OpenAiProtocol(server), clock);
    }

    /** Anthropic's messages. */
    public static RemoteProvider anthropic(Server server, Clock clock) {
        return new RemoteProvider(server, new AnthropicProtocol(server), clock);
    }

    /** Gemini's {@code generateContent}. */
    public static RemoteProvider gemini(Server server, Clock clock) {
        return new RemoteProvider(server, new GeminiProtocol(server), clock);
    }

    @Override
    public String name() {
        return server.name();
    }

    @Override
    public String describe() {
        return protocol.endpoint().authority() + (server.apiKey().isEmpty() ? ", without a key" : ", key set");
    }

    @Override
    public LlmOutcome complete(LlmRequest request) throws InterruptedException {
        Ready ready = aside(() -> ready(request));
        if (ready.http() == null) {
            return unsendable(ready.trouble());
        }
        Exchange.Result result;
        try {
            result = wire.send(ready.http(), request.timeout());
        } catch (RuntimeException e) {
            return unsendable(e.getClass().getSimpleName());
        }
        return switch (result) {
            case Exchange.Answered answered -> read(answered, request);
            case Exchange.Unanswered unanswered -> new LlmOutcome.Unavailable(unanswered.why());
            case Exchange.Stopped stopped -> throw new InterruptedException("stopped while waiting for an answer");
        };
    }

    private static LlmOutcome unsendable(String trouble) {
        return new LlmOutcome.Rejected("the request cannot be put in the provider's words: " + trouble);
    }

    /**
     * A request as it is sent, and nothing else of it: an answer takes long.
     *
     * @param http null where there is none to send
     * @param trouble the kind of the exception that says why; its words may hold the prompt's, and are not passed on
     */
    private record Ready(HttpRequest.@Nullable Builder http, String trouble) {}

    private Ready ready(LlmRequest request) {
        Exchange exchange = Exchange.composing();
        Ran ran = run(exchange, request);
        var composed = exchange.composed();
        try {
            return composed == null ? new Ready(null, ran.trouble()) : new Ready(http(composed), "");
        } catch (IllegalArgumentException e) {
            return new Ready(null, e.getClass().getSimpleName());
        }
    }

    private HttpRequest.Builder http(dev.langchain4j.http.client.HttpRequest composed) {
        String query = protocol.endpoint().query();
        HttpRequest.Builder http = HttpRequest.newBuilder(
                        URI.create(query.isEmpty() ? composed.url() : composed.url() + "?" + query))
                .POST(new SentBody(composed.body()));
        composed.headers().forEach((name, values) -> values.forEach(value -> http.header(name, value)));
        return http;
    }

    private static <T> T aside(Callable<T> part) throws InterruptedException {
        try {
            return ASIDE.submit(part).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the library failed", e.getCause());
        }
    }

    @Override
    public Optional<BatchApi> batches() {
        return protocol.batches(outcomes)
                .map(routes -> new RemoteBatches(
                        routes,
                        this::compose,
                        (response, request) ->
                                read(Exchange.Answered.of(response.status(), response.body()), request)));
    }

    /** The body that {@link #complete} would send; empty where there is none. */
    private Optional<String> compose(LlmRequest request) {
        Exchange exchange = Exchange.composing();
        run(exchange, request);
        return Optional.ofNullable(exchange.composed()).map(dev.langchain4j.http.client.HttpRequest::body);
    }

    private LlmOutcome read(Exchange.Answered response, LlmRequest request) {
        return outcomes.of(
                response,
                run(Exchange.reading(response), withoutPrompt(request)).answer(),
                request);
    }

    /** The library reads a response only as part of asking; what was asked makes no difference. */
    private static LlmRequest withoutPrompt(LlmRequest request) {
        return new LlmRequest(
                request.asset(),
                request.model(),
                request.websiteUrl(),
                "",
                "-",
                request.outputSchema(),
                request.providerSchema(),
                request.temperature(),
                request.maxOutputTokens(),
                List.of(),
                request.timeout());
    }

    /**
     * What the library made of an exchange.
     *
     * @param trouble the kind of its exception
     */
    private record Ran(@Nullable ChatResponse answer, String trouble) {}

    private Ran run(Exchange exchange, LlmRequest request) {
        try {
            return new Ran(ScopedValue.where(Exchange.CURRENT, exchange).call(() -> protocol.ask(request)), "");
        } catch (RuntimeException e) {
            // What it means is told by the exchange.
            return new Ran(null, e.getClass().getSimpleName());
        }
    }
}
