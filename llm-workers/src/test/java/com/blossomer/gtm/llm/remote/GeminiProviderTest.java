package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Malformed;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmProvider;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GeminiProviderTest extends RemoteFailureContract {

    private static final String KEY = "AIzaSyTest1234567890abcdef";

    @Override
    LlmProvider provider(String url) {
        return RemoteProvider.gemini(new Server("gemini", url, KEY, "GEMINI_API_KEY", "GEMINI_BASE_URL"), CLOCK);
    }

    @Override
    protected String model() {
        return "gemini-2.0-flash";
    }

    @Override
    String thinkingModel() {
        return "gemini-3.5-flash-lite";
    }

    @Override
    String key() {
        return KEY;
    }

    @Override
    String keyVariable() {
        return "GEMINI_API_KEY";
    }

    @Override
    String answer(String text) {
        return candidate("\"content\":{\"parts\":[{\"text\":\"Let me see.\",\"thought\":true},{\"text\":" + text
                + ",\"thoughtSignature\":\"CpcB\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"");
    }

    /** The model's own refusals are answers by the schema; this is the provider's. */
    @Override
    String refusal() {
        return candidate(
                "\"finishReason\":\"SAFETY\",\"safetyRatings\":[{\"category\":\"HARM_CATEGORY_HARASSMENT\",\"probability\":\"HIGH\"}]");
    }

    @Override
    String filtered() {
        return response("\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"}");
    }

    @Override
    String cutOff() {
        return candidate(
                "\"content\":{\"parts\":[{\"text\":\"{\"}],\"role\":\"model\"},\"finishReason\":\"MAX_TOKENS\"");
    }

    @Override
    String empty() {
        return candidate("\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\"");
    }

    @Override
    TokenUsage usage() {
        return new TokenUsage(812, 512, 395, 300);
    }

    @Override
    String error(int status, String message) {
        String name = switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INVALID_ARGUMENT";
        };
        return failure(status, name, message, "");
    }

    @Override
    Failure badKey() {
        return new Failure(
                400,
                failure(
                        400,
                        "INVALID_ARGUMENT",
                        "API key not valid. Please pass a valid API key.",
                        "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}"));
    }

    @Override
    Failure noCredit() {
        return new Failure(
                429,
                failure(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Your prepayment credits are depleted. Please go to AI Studio to manage your project and billing.",
                        ""));
    }

    @Override
    Asked asked(ChatServer.Seen seen) {
        JsonNode body = read(seen.body());
        JsonNode config = body.path("generationConfig");
        assertThat(seen.path()).matches("/v1beta/models/[^/]+:generateContent");
        assertThat(config.path("responseMimeType").asText()).isEqualTo("application/json");
        assertThat(config.has("responseSchema")).isFalse();
        List<String> said = new ArrayList<>();
        body.path("contents")
                .forEach(content -> said.add(content.at("/parts/0/text").asText()));
        List<String> roles = List.of("user", "model", "user");
        assertThat(body.path("contents").findValuesAsText("role")).isEqualTo(roles.subList(0, said.size()));
        return new Asked(
                seen.path(),
                seen.header("x-goog-api-key"),
                seen.path().replaceAll(".*/|:.*", ""),
                config.path("responseJsonSchema"),
                config.path("temperature"),
                config.path("maxOutputTokens").asInt(),
                body.at("/systemInstruction/parts/0/text").asText(),
                said);
    }

    @Test
    void thoughts_are_no_part_of_the_answer() throws InterruptedException {
        server.replies(200, answer("\"{}\""), Map.of());

        assertThat(((Completed) provider().complete(request(model()))).text()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.0-flash,true,4000",
        "gemini-2.5-flash,true,12192",
        "gemini-3.8-flash,false,12192",
        "gemini-flash-latest,false,12192"
    })
    void later_models_think_and_take_no_temperature(String model, boolean takes, int limit)
            throws InterruptedException {
        provider().complete(request(model));

        JsonNode config = read(server.requests.getFirst().body()).path("generationConfig");
        assertThat(config.has("temperature")).isEqualTo(takes);
        assertThat(config.path("maxOutputTokens").asInt()).isEqualTo(limit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "MODEL_ARMOR"})
    void every_reason_to_withhold_an_answer_is_a_refusal(String reason) throws InterruptedException {
        server.replies(200, candidate("\"finishReason\":\"" + reason + "\""), Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OTHER", "MALFORMED_RESPONSE", "A_REASON_OF_TOMORROW"})
    void an_answer_that_came_to_nothing_is_malformed(String reason) throws InterruptedException {
        server.replies(200, candidate("\"finishReason\":\"" + reason + "\""), Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Malformed.class);
    }

    @Test
    void how_long_to_wait_is_read_from_the_body() throws InterruptedException {
        server.replies(
                429,
                failure(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "You exceeded your current quota, please check your plan and billing details.",
                        "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.5s\"}"),
                Map.of());

        assertThat(((Throttled) provider().complete(request(model()))).retryAfter())
                .isEqualTo(Optional.of(Duration.ofMillis(34_500)));
    }

    @Test
    void a_quota_of_nothing_is_not_waited_for() throws InterruptedException {
        server.replies(
                429,
                failure(
                        429,
                        "RESOURCE_EXHAUSTED",
                        "Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-pro",
                        "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34s\"}"),
                Map.of());

        assertThat(provider().complete(request(model()))).isInstanceOf(Rejected.class);
    }

    private static String failure(int status, String name, String message, String detail) {
        return "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"status\":\"" + name + "\""
                + ",\"details\":[" + detail + "]}}";
    }

    private static String candidate(String fields) {
        return response("\"candidates\":[{" + fields + ",\"index\":0}]");
    }

    private static String response(String fields) {
        return """
                {%s,"usageMetadata":{"promptTokenCount":812,"candidatesTokenCount":95,"totalTokenCount":1207,
                 "cachedContentTokenCount":512,"thoughtsTokenCount":300,
                 "promptTokensDetails":[{"modality":"TEXT","tokenCount":812}],"serviceTier":"standard"},
                 "modelVersion":"gemini-2.0-flash-001","responseId":"SFR0afjMIbKu1fAP8rGQkAw"}""".formatted(fields);
    }
}
