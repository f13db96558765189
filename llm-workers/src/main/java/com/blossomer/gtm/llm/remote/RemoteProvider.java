package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Clock;
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
        Exchange exchange = new Exchange(request.timeout());
        @Nullable ChatResponse answer = null;
        String trouble = "";
        try {
            answer = ScopedValue.where(Exchange.CURRENT, exchange).call(() -> protocol.ask(request));
        } catch (RuntimeException e) {
            // What it means is told by the exchange; the library's words may hold the prompt's, and are not passed on.
            trouble = e.getClass().getSimpleName();
        }
        return switch (exchange.result()) {
            case null -> new LlmOutcome.Rejected("the request cannot be put in the provider's words: " + trouble);
            case Exchange.Stopped stopped -> throw new InterruptedException("stopped while waiting for an answer");
            case Exchange.Unanswered unanswered -> new LlmOutcome.Unavailable(unanswered.why());
            case Exchange.Answered answered -> outcomes.of(answered, answer, request);
        };
    }
}
