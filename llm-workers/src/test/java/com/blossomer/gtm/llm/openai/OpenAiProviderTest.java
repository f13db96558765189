package com.blossomer.gtm.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Malformed;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmOutcome.Truncated;
import com.blossomer.gtm.llm.LlmOutcome.Unavailable;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.blossomer.gtm.llm.ProviderContract;
import com.blossomer.gtm.llm.offline.OfflineProvider;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiProviderTest extends ProviderContract {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "sk-test-1234567890";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final ChatServer server = new ChatServer();
    private final OpenAiProvider provider = new OpenAiProvider("openai", server.url(), KEY, CLOCK);

    @BeforeEach
    void answers_as_a_model_would() {
        LlmOutcome draft = new OfflineProvider().complete(request("extractive-1"));
        String content =
                JSON.getNodeFactory().textNode(((Completed) draft).text()).toString();
        server.replies((exchange, body) -> {
            boolean known = JSON.readTree(body).path("model").asText().equals(model());
            ChatServer.send(
                    exchange,
                    known ? 200 : 404,
                    known
                            ? ChatServer.completion(content, "stop")
                            : ChatServer.error("The model does not exist", "invalid_request_error", "model_not_found"),
                    Map.of());
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected LlmProvider provider() {
        return provider;
    }

    @Override
    protected String model() {
        return "gpt-4.1-mini";
    }

    @Test
    void the_request_is_a_chat_with_structured_output() throws Exception {
        Completed completed = (Completed) provider.complete(request(model()));
        ChatServer.Seen seen = server.requests.getFirst();
        JsonNode body = JSON.readTree(seen.body());

        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(seen.authorization()).isEqualTo("Bearer " + KEY);
        assertThat(body.path("messages").findValuesAsText("role")).containsExactly("system", "user");
        assertThat(body.at("/response_format/type").asText()).isEqualTo("json_schema");
        assertThat(body.at("/response_format/json_schema/name").asText()).isEqualTo("overview");
        assertThat(body.at("/response_format/json_schema/schema/properties").isObject())
                .isTrue();
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(4_000);
        assertThat(completed.usage()).isEqualTo(TokenUsage.of(812, 95));
        assertThat(completed.model()).isEqualTo("gpt-4.1-mini-2025-04-14");
    }

    @Test
    void a_repair_is_a_conversation() throws Exception {
        provider.complete(
                with(request(model()), model(), List.of(new LlmRequest.Turn("{}", "fix it")), Duration.ofSeconds(5)));

        JsonNode messages = JSON.readTree(server.requests.getFirst().body()).path("messages");
        assertThat(messages.findValuesAsText("role")).containsExactly("system", "user", "assistant", "user");
        assertThat(messages.get(3).path("content").asText()).isEqualTo("fix it");
    }

    @ParameterizedTest
    @CsvSource({"gpt-5-mini,true", "o3,true", "o4-mini,true", "openai/gpt-5,true", "gpt-4o,false", "olmo-2,false"})
    void models_that_think_take_no_temperature_and_get_room_to_think(String model, boolean thinks) throws Exception {
        JsonNode body = JSON.readTree(Question.body(
                with(request(model), model, List.of(), Duration.ofSeconds(5)),
                Endpoint.chatCompletions("https://gateway.example/v1")));

        assertThat(body.has("temperature")).isEqualTo(!thinks);
        assertThat(body.path("max_completion_tokens").asInt(0)).isEqualTo(thinks ? 12_192 : 0);
        assertThat(body.path("max_tokens").asInt(0)).isEqualTo(thinks ? 0 : 4_000);
    }

    @ParameterizedTest
    @CsvSource({
        "'',https://api.openai.com/v1/chat/completions",
        "https://api.openai.com,https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/,https://api.openai.com/v1/chat/completions",
        "http://localhost:11434/v1,http://localhost:11434/v1/chat/completions",
        "http://h/v1/chat/completions,http://h/v1/chat/completions",
        "https://h/openai/v1?api-version=preview,https://h/openai/v1/chat/completions?api-version=preview",
        "https://h/v1beta/openai/,https://h/v1beta/openai/chat/completions"
    })
    void base_urls_are_taken_as_people_write_them(String base, String endpoint) {
        assertThat(Endpoint.chatCompletions(base)).isEqualTo(URI.create(endpoint));
    }

    @ParameterizedTest
    @CsvSource({
        "400,invalid_request_error,Rejected",
        "400,content_filter,Refused",
        "401,invalid_api_key,Rejected",
        "403,permission_denied,Rejected",
        "404,model_not_found,Rejected",
        "408,timeout,Unavailable",
        "409,conflict,Unavailable",
        "413,too_large,Rejected",
        "422,unprocessable,Rejected",
        "429,rate_limit_exceeded,Throttled",
        "429,insufficient_quota,Rejected",
        "500,server_error,Unavailable",
        "502,bad_gateway,Unavailable",
        "503,unavailable,Unavailable",
        "529,overloaded,Throttled",
        "302,moved,Rejected"
    })
    void every_status_has_its_outcome(int status, String code, String outcome) throws InterruptedException {
        server.replies(status, ChatServer.error("It went wrong with " + KEY, code, code), Map.of());

        LlmOutcome got = provider.complete(request(model()));

        assertThat(got.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(got.toString()).doesNotContain(KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After,7,7000",
        "Retry-After,0.5,500",
        "retry-after-ms,250,250",
        "Retry-After,'Thu, 01 Jan 2026 00:00:20 GMT',20000"
    })
    void how_long_to_wait_is_read_in_every_form(String header, String value, long millis) throws InterruptedException {
        server.replies(429, ChatServer.error("slow", "requests", "rate_limit_exceeded"), Map.of(header, value));

        assertThat(((Throttled) provider.complete(request(model()))).retryAfter())
                .isEqualTo(Optional.of(Duration.ofMillis(millis)));
    }

    @ParameterizedTest
    @CsvSource({"X-Other,7", "Retry-After,soon", "Retry-After,-1"})
    void without_a_time_to_wait_there_is_none(String header, String value) throws InterruptedException {
        server.replies(429, ChatServer.error("slow", "requests", "rate_limit_exceeded"), Map.of(header, value));

        assertThat(provider.complete(request(model()))).isEqualTo(new Throttled(Optional.empty(), "HTTP 429, slow"));
    }

    @Test
    void a_connection_that_is_reset_is_unavailable() throws Exception {
        try (ServerSocket resetting = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> reset(resetting));
            OpenAiProvider unlucky =
                    new OpenAiProvider("openai", "http://127.0.0.1:" + resetting.getLocalPort(), KEY, CLOCK);

            LlmOutcome outcome = unlucky.complete(request(model()));

            assertThat(outcome).isInstanceOf(Unavailable.class);
            assertThat(((Unavailable) outcome).detail()).contains("the connection to 127.0.0.1");
        }
    }

    @Test
    void a_worker_that_stops_ends_the_call() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        server.replies((exchange, body) -> {
            arrived.countDown();
            await(end);
        });
        AtomicReference<Object> got = new AtomicReference<>();
        Thread worker = Thread.ofVirtual().start(() -> {
            try {
                got.set(provider.complete(request(model())));
            } catch (InterruptedException e) {
                got.set(e);
            }
        });
        arrived.await();

        worker.interrupt();

        assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
        assertThat(got.get()).isInstanceOf(InterruptedException.class);
        end.countDown();
    }

    @Test
    void every_asset_is_asked_for_in_strict_mode() throws Exception {
        for (AssetType asset : AssetCatalog.load().all()) {
            String schema = OutputRules.of(asset.prompt().outputSchema()).providerSchema();

            assertThat(Question.fitsStrict(JSON.readTree(schema)))
                    .as(asset.name())
                    .isTrue();
        }
        provider.complete(request(model()));
        assertThat(JSON.readTree(server.requests.getFirst().body())
                        .at("/response_format/json_schema/strict")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void a_cut_off_refused_or_empty_answer_is_no_answer() throws InterruptedException {
        server.replies(200, ChatServer.completion("\"{\"", "length"), Map.of());
        assertThat(provider.complete(request(model()))).isEqualTo(new Truncated(TokenUsage.of(812, 95)));
        server.replies(200, ChatServer.completion("\"\"", "content_filter"), Map.of());
        assertThat(provider.complete(request(model()))).isInstanceOf(Refused.class);
        server.replies(
                200,
                ChatServer.completion("null", "stop").replace("\"refusal\":null", "\"refusal\":\"I cannot\""),
                Map.of());
        assertThat(provider.complete(request(model()))).isInstanceOf(Refused.class);
        server.replies(200, ChatServer.completion("null", "stop"), Map.of());
        assertThat(provider.complete(request(model())))
                .extracting(LlmOutcome::usage)
                .isEqualTo(TokenUsage.of(812, 95));
        server.replies(200, "<html>a proxy's page</html>", Map.of());
        assertThat(provider.complete(request(model()))).isInstanceOf(Malformed.class);
    }

    @Test
    void a_bad_key_says_which_variable_to_look_at() throws InterruptedException {
        server.replies(
                401, ChatServer.error("Incorrect API key provided: sk-te***890", "x", "invalid_api_key"), Map.of());

        assertThat(((Rejected) provider.complete(request(model()))).detail()).contains("OPENAI_API_KEY");
    }

    @Test
    void an_error_that_repeats_the_prompt_is_not_passed_on() throws InterruptedException {
        server.replies(
                400, ChatServer.error("Cannot parse: Orders arrive in one list. Nobody copies", "x", "x"), Map.of());

        assertThat(provider.complete(request(model())).toString()).doesNotContain("Orders arrive");
    }

    @Test
    void slow_headers_a_slow_body_and_a_broken_connection_are_unavailable() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        LlmRequest hasty = with(request(model()), model(), List.of(), Duration.ofMillis(300));
        server.replies((exchange, body) -> await(end));
        assertThat(provider.complete(hasty)).isInstanceOf(Unavailable.class);
        server.replies((exchange, body) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"id\":".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(end);
        });
        assertThat(provider.complete(hasty)).isInstanceOf(Unavailable.class);
        end.countDown();
        server.replies((exchange, body) -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            throw new IOException("cut");
        });
        assertThat(provider.complete(request(model()))).isInstanceOf(Unavailable.class);
        server.close();
        assertThat(provider.complete(request(model()))).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_server_of_ones_own_needs_no_key() throws InterruptedException {
        new OpenAiProvider("openai", server.url() + "/v1", "", CLOCK).complete(request(model()));

        assertThat(server.requests.getFirst().authorization()).isEmpty();
    }

    private static LlmRequest with(LlmRequest from, String model, List<LlmRequest.Turn> turns, Duration timeout) {
        return new LlmRequest(
                from.asset(),
                model,
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

    /** Reads a little, then closes with a reset: what is unread is thrown away. */
    private static void reset(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoLinger(true, 0);
                socket.getInputStream().read();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
