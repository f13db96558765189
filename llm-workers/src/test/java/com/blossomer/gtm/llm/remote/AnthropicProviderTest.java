package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmProvider;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AnthropicProviderTest extends RemoteFailureContract {

    private static final String KEY = "sk-ant-api03-test-1234567890";

    @Override
    LlmProvider provider(String url) {
        return RemoteProvider.anthropic(
                new Server("anthropic", url, KEY, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL"), CLOCK);
    }

    @Override
    protected String model() {
        return "claude-haiku-4-5";
    }

    @Override
    String thinkingModel() {
        return "claude-haiku-5-5";
    }

    @Override
    String key() {
        return KEY;
    }

    @Override
    String keyVariable() {
        return "ANTHROPIC_API_KEY";
    }

    @Override
    String answer(String text) {
        return response(
                "[{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"EqQBCgIYAh\"},{\"type\":\"text\",\"text\":"
                        + text + "}]",
                "end_turn");
    }

    @Override
    String refusal() {
        return response("[]", "refusal");
    }

    /** Anthropic's classifiers stop an answer half-way, with the same reason as the model itself. */
    @Override
    String filtered() {
        return response("[{\"type\":\"text\",\"text\":\"{\\\"a\"}]", "refusal");
    }

    @Override
    String cutOff() {
        return response("[{\"type\":\"text\",\"text\":\"{\"}]", "max_tokens");
    }

    @Override
    String empty() {
        return response("[]", "end_turn");
    }

    @Override
    TokenUsage usage() {
        return new TokenUsage(2_812, 1_500, 395, 300);
    }

    @Override
    String error(int status, String message) {
        String type = switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 500 -> "api_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> "invalid_request_error";
        };
        return failure(type, message);
    }

    @Override
    Failure badKey() {
        return new Failure(401, failure("authentication_error", "invalid x-api-key"));
    }

    @Override
    Failure noCredit() {
        return new Failure(
                400,
                failure(
                        "invalid_request_error",
                        "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."));
    }

    @Override
    Asked asked(ChatServer.Seen seen) {
        JsonNode body = read(seen.body());
        assertThat(seen.path()).isEqualTo("/v1/messages");
        assertThat(seen.header("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(body.at("/output_config/format/type").asText()).isEqualTo("json_schema");
        assertThat(body.has("tools")).isFalse();
        List<String> said = new ArrayList<>();
        body.path("messages")
                .forEach(message -> said.add(message.at("/content/0/text").asText()));
        List<String> roles = List.of("user", "assistant", "user");
        assertThat(body.path("messages").findValuesAsText("role")).isEqualTo(roles.subList(0, said.size()));
        return new Asked(
                seen.path(),
                seen.header("x-api-key"),
                body.path("model").asText(),
                body.at("/output_config/format/schema"),
                body.path("temperature"),
                body.path("max_tokens").asInt(),
                body.at("/system/0/text").asText(),
                said);
    }

    @Override
    JsonNode sent(JsonNode schema) {
        return read(AnthropicSchema.of(schema));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-haiku-latest,true",
        "claude-sonnet-4-20250514,true",
        "claude-opus-4-1-20250805,true",
        "claude-sonnet-4-6,true",
        "claude-opus-4-7,false",
        "claude-sonnet-5,false",
        "claude-opus-5-5,false",
        "claude-fable-5-1,false"
    })
    void later_models_take_no_temperature(String model, boolean takes) throws InterruptedException {
        provider().complete(request(model));

        assertThat(read(server.requests.getFirst().body()).has("temperature")).isEqualTo(takes);
    }

    @Test
    void limits_that_its_structured_output_refuses_are_told_in_words() {
        String sent = AnthropicSchema.of(read("""
                        {"type":"object","additionalProperties":false,"required":["a","minItems"],"properties":{
                         "a":{"type":"array","minItems":3,"maxItems":5,"description":"Reasons.","items":{"$ref":"#/$defs/d"}},
                         "minItems":{"type":"array","minItems":1,"items":{"type":"integer","minimum":0,"maximum":9}}},
                         "$defs":{"d":{"type":"string"}}}"""));

        assertThat(read(sent)).isEqualTo(read("""
                                {"type":"object","additionalProperties":false,"required":["a","minItems"],"properties":{
                                 "a":{"type":"array","description":"Reasons. At least 3 items. At most 5 items.","items":{"$ref":"#/$defs/d"}},
                                 "minItems":{"type":"array","minItems":1,"items":{"type":"integer","description":"At least 0. At most 9."}}},
                                 "$defs":{"d":{"type":"string"}}}"""));
    }

    @Test
    void every_asset_keeps_to_what_its_structured_output_takes() {
        for (AssetType asset : AssetCatalog.load().all()) {
            JsonNode sent = read(AnthropicSchema.of(
                    read(OutputRules.of(asset.prompt().outputSchema()).providerSchema())));

            assertThat(sent.findValues("maxItems")).as(asset.name()).isEmpty();
            assertThat(sent.findValues("maximum")).as(asset.name()).isEmpty();
            assertThat(sent.findValues("oneOf")).as(asset.name()).isEmpty();
            long unions =
                    sent.findValues("type").stream().filter(JsonNode::isArray).count()
                            + sent.findValues("anyOf").size();
            assertThat(unions).as(asset.name()).isLessThanOrEqualTo(16);
        }
    }

    @Test
    void an_account_that_must_pay_first_is_not_waited_for() throws InterruptedException {
        server.replies(402, failure("billing_error", "Payment required"), Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Rejected.class);
    }

    @Test
    void an_output_that_the_filter_blocks_is_refused() throws InterruptedException {
        server.replies(400, failure("invalid_request_error", "Output blocked by content filtering policy"), Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Refused.class);
    }

    private static String failure(String type, String message) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"req_011CSHoEeqs5C35K2UUqR7Fy\"}";
    }

    private static String response(String content, String stop) {
        return """
                {"id":"msg_01XFDUDYJgAACzvnptvVoYEL","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001",
                 "content":%s,"stop_reason":"%s","stop_sequence":null,"stop_details":null,
                 "usage":{"input_tokens":812,"cache_creation_input_tokens":500,"cache_read_input_tokens":1500,
                 "cache_creation":{"ephemeral_5m_input_tokens":500,"ephemeral_1h_input_tokens":0},
                 "output_tokens":395,"output_tokens_details":{"thinking_tokens":300},
                 "service_tier":"standard","inference_geo":"global"}}""".formatted(content, stop);
    }
}
