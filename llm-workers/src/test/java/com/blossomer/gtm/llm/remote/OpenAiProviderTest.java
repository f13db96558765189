package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmProvider;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OpenAiProviderTest extends RemoteFailureContract {

    private static final String KEY = "sk-test-1234567890";

    @Override
    LlmProvider provider(String url) {
        return RemoteProvider.openAi(new Server("openai", url, KEY, "OPENAI_API_KEY", "OPENAI_BASE_URL"), CLOCK);
    }

    @Override
    protected String model() {
        return "gpt-4.1-mini";
    }

    @Override
    String thinkingModel() {
        return "gpt-6-luna";
    }

    @Override
    String key() {
        return KEY;
    }

    @Override
    String keyVariable() {
        return "OPENAI_API_KEY";
    }

    @Override
    String answer(String text) {
        return response(
                "{\"role\":\"assistant\",\"content\":" + text + ",\"refusal\":null,\"annotations\":[]}", "stop");
    }

    @Override
    String refusal() {
        return response("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I cannot help with that.\"}", "stop");
    }

    @Override
    String filtered() {
        return response("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "content_filter");
    }

    @Override
    String cutOff() {
        return response("{\"role\":\"assistant\",\"content\":\"{\",\"refusal\":null}", "length");
    }

    @Override
    String empty() {
        return response("{\"role\":\"assistant\",\"content\":null,\"refusal\":null}", "stop");
    }

    @Override
    TokenUsage usage() {
        return new TokenUsage(812, 512, 95, 64);
    }

    @Override
    String error(int status, String message) {
        return ChatServer.error(message, "invalid_request_error", "some_code");
    }

    @Override
    Failure badKey() {
        return new Failure(
                401,
                ChatServer.error(
                        "Incorrect API key provided: sk-te***890", "invalid_request_error", "invalid_api_key"));
    }

    @Override
    Failure noCredit() {
        return new Failure(
                429,
                ChatServer.error(
                        "You exceeded your current quota, please check your plan and billing details.",
                        "insufficient_quota",
                        "insufficient_quota"));
    }

    @Override
    Asked asked(ChatServer.Seen seen) {
        JsonNode body = read(seen.body());
        assertThat(seen.path()).isEqualTo("/v1/chat/completions");
        assertThat(body.at("/response_format/type").asText()).isEqualTo("json_schema");
        assertThat(body.at("/response_format/json_schema/name").asText()).isEqualTo("overview");
        assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
        List<String> said = body.path("messages").findValuesAsText("content");
        List<String> roles = List.of("system", "user", "assistant", "user");
        assertThat(body.path("messages").findValuesAsText("role")).isEqualTo(roles.subList(0, said.size()));
        return new Asked(
                seen.path(),
                seen.header("Authorization").replace("Bearer ", ""),
                body.path("model").asText(),
                body.at("/response_format/json_schema/schema"),
                body.path("temperature"),
                body.path("max_tokens").asInt(0)
                        + body.path("max_completion_tokens").asInt(0),
                said.getFirst(),
                said.subList(1, said.size()));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5-mini,true",
        "gpt-5.6-terra,true",
        "gpt-6-sol,true",
        "o3,true",
        "o4-mini,true",
        "openai/gpt-5,true",
        "gpt-4o,false",
        "gpt-oss-120b,false",
        "olmo-2,false"
    })
    void models_that_think_are_known_by_their_names(String model, boolean thinks) throws InterruptedException {
        provider().complete(request(model));

        JsonNode body = read(server.requests.getFirst().body());
        assertThat(body.has("temperature")).isEqualTo(!thinks);
        assertThat(body.path("max_completion_tokens").asInt(0)).isEqualTo(thinks ? 12_192 : 0);
        assertThat(body.path("max_tokens").asInt(0)).isEqualTo(thinks ? 0 : 4_000);
    }

    @Test
    void openai_itself_is_told_the_limit_as_its_newer_models_want_it() {
        OpenAiProtocol openAi = new OpenAiProtocol(new Server("openai", "", KEY, "OPENAI_API_KEY", "OPENAI_BASE_URL"));

        OpenAiChatRequestParameters parameters = openAi.parameters(request(model()));

        assertThat(parameters.maxCompletionTokens()).isEqualTo(4_000);
        assertThat(parameters.maxOutputTokens()).isNull();
    }

    @Test
    void a_schema_that_strict_mode_refuses_is_asked_for_without_it() throws InterruptedException {
        LlmRequest request = request(model());
        String open = "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}";

        provider()
                .complete(new LlmRequest(
                        "a b/c",
                        model(),
                        request.websiteUrl(),
                        "s",
                        "u",
                        open,
                        open,
                        0.2,
                        100,
                        List.of(),
                        HASTE.multipliedBy(20)));

        JsonNode format = read(server.requests.getFirst().body()).at("/response_format/json_schema");
        assertThat(format.path("strict").asBoolean(true)).isFalse();
        assertThat(format.path("name").asText()).isEqualTo("a_b_c");
    }

    @Test
    void a_server_of_ones_own_needs_no_key() throws InterruptedException {
        Server own = new Server("openai", server.url() + "/v1", "", "OPENAI_API_KEY", "OPENAI_BASE_URL");

        RemoteProvider.openAi(own, CLOCK).complete(request(model()));

        assertThat(server.requests.getFirst().headers()).doesNotContainKey("Authorization");
    }

    @Test
    void what_a_gateway_wants_in_the_query_is_sent_along() throws InterruptedException {
        Server gateway =
                new Server("azure", server.url() + "/openai/v1?api-version=preview&a=b%20c", KEY, "KEY", "URL");

        RemoteProvider.openAi(gateway, CLOCK).complete(request(model()));

        assertThat(server.requests.getFirst().path()).isEqualTo("/openai/v1/chat/completions");
        assertThat(server.requests.getFirst().query()).isEqualTo("api-version=preview&a=b c");
    }

    @Test
    void every_asset_is_asked_for_in_strict_mode() {
        for (AssetType asset : AssetCatalog.load().all()) {
            String schema = OutputRules.of(asset.prompt().outputSchema()).providerSchema();

            assertThat(OpenAiProtocol.fitsStrict(read(schema))).as(asset.name()).isTrue();
        }
    }

    @Test
    void a_prompt_that_the_filter_refuses_is_refused() throws InterruptedException {
        server.replies(400, ChatServer.error("The prompt was filtered", "x", "content_filter"), Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Refused.class);
    }

    private static String response(String message, String finish) {
        return """
                {"id":"chatcmpl-9","object":"chat.completion","created":1767225600,"model":"gpt-4.1-mini-2025-04-14",
                 "choices":[{"index":0,"message":%s,"logprobs":null,"finish_reason":"%s"}],
                 "usage":{"prompt_tokens":812,"completion_tokens":95,"total_tokens":907,
                 "prompt_tokens_details":{"cached_tokens":512,"audio_tokens":0},
                 "completion_tokens_details":{"reasoning_tokens":64,"audio_tokens":0,
                 "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
                 "service_tier":"default","system_fingerprint":"fp_1"}""".formatted(message, finish);
    }
}
