package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.economy.BatchApi;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A provider that is asked over HTTP. */
public final class RemoteProvider implements LlmProvider {

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
        Exchange exchange = Exchange.asking(request.timeout());
        LlmOutcome outcome = outcome(exchange, request);
        if (exchange.result() instanceof Exchange.Stopped) {
            throw new InterruptedException("stopped while waiting for an answer");
        }
        return outcome;
    }

    @Override
    public Optional<BatchApi> batches() {
        return protocol.batches(outcomes)
                .map(routes -> new RemoteBatches(
                        routes,
                        this::compose,
                        (response, request) -> outcome(Exchange.reading(response.status(), response.body()), request)));
    }

    /** The body that {@link #complete} would send; empty where there is none. */
    private Optional<String> compose(LlmRequest request) {
        Exchange exchange = Exchange.composing();
        run(exchange, request);
        return exchange.result() instanceof Exchange.Composed composed
                ? Optional.of(composed.body())
                : Optional.empty();
    }

    private LlmOutcome outcome(Exchange exchange, LlmRequest request) {
        Ran ran = run(exchange, request);
        return switch (exchange.result()) {
            case null -> new LlmOutcome.Rejected("the request cannot be put in the provider's words: " + ran.trouble());
            case Exchange.Stopped stopped -> new LlmOutcome.Unavailable("stopped while waiting for an answer");
            case Exchange.Composed composed -> throw new IllegalStateException("a request that was not to be sent");
            case Exchange.Unanswered unanswered -> new LlmOutcome.Unavailable(unanswered.why());
            case Exchange.Answered answered -> outcomes.of(answered, ran.answer(), request);
        };
    }

    /**
     * What the library made of an exchange.
     *
     * @param trouble the kind of its exception; its words may hold the prompt's, and are not passed on
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
