package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.ProviderContract;
import com.blossomer.gtm.llm.offline.OfflineProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every provider that is asked over HTTP must keep to, against a server that speaks its protocol. A provider's test
 * says what its requests and responses look like; how they are handled is the same for all.
 */
abstract class RemoteProviderContract extends ProviderContract {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    /** Long enough for loopback, short enough to wait for. */
    static final Duration HASTE = Duration.ofMillis(250);

    final ChatServer server = new ChatServer();
    private final LlmProvider provider = provider(server.url());

    /** One that is there, at this address, asked by {@link #key}. */
    abstract LlmProvider provider(String url);

    abstract String key();

    abstract String keyVariable();

    /** One that the provider has, which thinks before it answers. */
    abstract String thinkingModel();

    /** A response whose text is this JSON string. */
    abstract String answer(String text);

    /** A refusal by the model. */
    abstract String refusal();

    /** An answer that the provider's filter stops. */
    abstract String filtered();

    /** An answer that ends at the token limit. */
    abstract String cutOff();

    /** All is well, but there is no text. */
    abstract String empty();

    /** What {@link #answer}, {@link #refusal}, {@link #filtered}, {@link #cutOff} and {@link #empty} say was used. */
    abstract TokenUsage usage();

    abstract String error(int status, String message);

    abstract Failure badKey();

    abstract Failure noCredit();

    /** What a request for the contract's prompt must say. */
    abstract Asked asked(ChatServer.Seen seen);

    /** What becomes of a schema on its way. */
    JsonNode sent(JsonNode schema) {
        return schema;
    }

    /** A response that is an error. */
    record Failure(int status, String body) {}

    /**
     * A request, told in one way for all providers.
     *
     * @param schema of the provider's own structured output
     * @param temperature missing where none is sent
     * @param turns what the user and the model say in turn, as texts
     */
    record Asked(
            String path,
            String key,
            String model,
            JsonNode schema,
            JsonNode temperature,
            int limit,
            String system,
            List<String> turns) {}

    @Override
    protected LlmProvider provider() {
        return provider;
    }

    @BeforeEach
    void it_answers_as_a_model_would() {
        LlmOutcome draft = new OfflineProvider().complete(request("extractive-1"));
        String answer = answer(quoted(((Completed) draft).text()));
        server.replies((exchange, body) -> {
            boolean known = !body.contains("no-such-model")
                    && !exchange.getRequestURI().getPath().contains("no-such-model");
            ChatServer.send(
                    exchange, known ? 200 : 404, known ? answer : error(404, "The model does not exist"), Map.of());
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void the_request_asks_for_the_providers_own_structured_output() throws InterruptedException {
        LlmRequest request = request(model());

        provider.complete(request);

        Asked asked = asked(server.requests.getFirst());
        assertThat(asked.key()).isEqualTo(key());
        assertThat(asked.model()).isEqualTo(model());
        assertThat(asked.schema()).isEqualTo(sent(read(request.providerSchema())));
        assertThat(asked.temperature().asDouble()).isEqualTo(0.2);
        assertThat(asked.limit()).isEqualTo(4_000);
        assertThat(asked.system()).isEqualTo(request.system());
        assertThat(asked.turns()).containsExactly(request.user());
    }

    @Test
    void a_repair_is_a_conversation() throws InterruptedException {
        LlmRequest request =
                with(request(model()), List.of(new LlmRequest.Turn("{\"a\":1}", "fix it")), Duration.ofSeconds(5));

        provider.complete(request);

        assertThat(asked(server.requests.getFirst()).turns()).containsExactly(request.user(), "{\"a\":1}", "fix it");
    }

    @Test
    void a_model_that_thinks_is_given_room_for_it_and_no_temperature() throws InterruptedException {
        provider.complete(request(thinkingModel()));

        Asked asked = asked(server.requests.getFirst());
        assertThat(asked.temperature().isMissingNode()).isTrue();
        assertThat(asked.limit()).isEqualTo(12_192);
    }

    @Test
    void tokens_are_those_that_the_provider_counts() throws InterruptedException {
        assertThat(provider.complete(request(model())).usage()).isEqualTo(usage());
    }

    /** {@code null} inside a JSON body is no text. */
    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LlmRequest hasty(LlmRequest from) {
        return with(from, List.of(), HASTE);
    }

    static LlmRequest with(LlmRequest from, List<LlmRequest.Turn> turns, Duration timeout) {
        return new LlmRequest(
                from.asset(),
                from.model(),
                from.websiteUrl(),
                from.system(),
                from.user(),
                from.outputSchema(),
                from.providerSchema(),
                from.temperature(),
                from.maxOutputTokens(),
                turns,
                timeout);
    }
}
