package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.economy.BatchApi;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpPost;

/** A provider that is asked over HTTP. */
public final class RemoteProvider implements LlmProvider {

    private static final int MAX_BODY = 16 * 1024 * 1024;

    private final Wire wire = new Wire(MAX_BODY);
    private final RequestTemplates templates = new RequestTemplates(this::compose);
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
        Wire.Result result;
        try {
            result = wire.send(http(templates.compose(request)), request.timeout());
        } catch (RuntimeException e) {
            // Its words may hold the prompt's, or the key.
            return new LlmOutcome.Rejected("the request cannot be put in the provider's words: "
                    + e.getClass().getSimpleName());
        }
        return switch (result) {
            case Wire.Answered answered -> outcomes.of(answered, request);
            case Wire.Unanswered unanswered -> new LlmOutcome.Unavailable(unanswered.why());
            case Wire.Stopped stopped -> throw new InterruptedException("stopped while waiting for an answer");
        };
    }

    private HttpPost http(RequestTemplates.Composed composed) {
        var head = composed.head();
        String query = protocol.endpoint().query();
        HttpPost http = new HttpPost(URI.create(query.isEmpty() ? head.url() : head.url() + "?" + query));
        head.headers().forEach((name, values) -> values.forEach(value -> http.addHeader(name, value)));
        http.setEntity(new SentBody(List.of(composed.body())));
        return http;
    }

    @Override
    public Optional<BatchApi> batches() {
        return protocol.batches(outcomes)
                .map(routes -> new RemoteBatches(
                        routes,
                        this::body,
                        (response, request) ->
                                outcomes.of(Wire.Answered.of(response.status(), response.body()), request)));
    }

    /** The body that {@link #complete} would send, on one line; empty where there is none. */
    private Optional<String> body(LlmRequest request) {
        try {
            return Optional.of(new String(templates.compose(request).body(), StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** By the library. */
    private dev.langchain4j.http.client.HttpRequest compose(LlmRequest request) {
        try {
            protocol.compose(request);
        } catch (Transport.Composed composed) {
            return composed.request();
        }
        throw new IllegalStateException("the library sends nothing");
    }
}
