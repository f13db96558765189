package com.blossomer.gtm.llm.openai;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** What a response of a chat completions server comes to. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NO_MONEY =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");
    private static final Set<String> FILTERED = Set.of("content_filter", "content_policy_violation");

    private final URI endpoint;
    private final Clock clock;

    Answers(URI endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    LlmOutcome outcome(int status, HttpHeaders headers, String body, LlmRequest request, String key) {
        JsonNode json = parse(body);
        if (status == 200) {
            return answer(json, request);
        }
        JsonNode error = json.path("error").isObject() ? json.path("error") : json;
        String code = error.path("code").asText("") + " " + error.path("type").asText("");
        String said = ErrorText.of(status, error.path("message").asText(""), request, key);
        return switch (status) {
            case 401 ->
                new LlmOutcome.Rejected("401: " + endpoint.getAuthority()
                        + " does not accept the key; check OPENAI_API_KEY" + (key.isEmpty() ? " (none is set)" : ""));
            case 403 ->
                new LlmOutcome.Rejected(
                        "the key may not use " + request.model() + " at " + endpoint.getAuthority() + ": " + said);
            case 404 ->
                new LlmOutcome.Rejected(endpoint.getAuthority() + " knows no model " + request.model() + " at "
                        + endpoint.getPath() + "; check the model's name and OPENAI_BASE_URL: " + said);
            case 413 -> new LlmOutcome.Rejected("the prompt is too long for " + request.model() + ": " + said);
            case 408, 409, 425 -> new LlmOutcome.Unavailable(said);
            case 429 ->
                names(NO_MONEY, code)
                        ? new LlmOutcome.Rejected("the account at " + endpoint.getAuthority()
                                + " has no credit or quota left; top it up: " + said)
                        : new LlmOutcome.Throttled(RetryAfter.of(headers, clock), said);
            case 529 -> new LlmOutcome.Throttled(RetryAfter.of(headers, clock), said);
            default -> other(status, headers, code, said);
        };
    }

    private LlmOutcome other(int status, HttpHeaders headers, String code, String said) {
        if (status >= 500) {
            return RetryAfter.of(headers, clock)
                    .<LlmOutcome>map(wait -> new LlmOutcome.Throttled(Optional.of(wait), said))
                    .orElseGet(() -> new LlmOutcome.Unavailable(said));
        }
        if (names(FILTERED, code)) {
            return new LlmOutcome.Refused("the provider's content filter refuses the prompt: " + said, TokenUsage.NONE);
        }
        if (status >= 300 && status < 400) {
            return new LlmOutcome.Rejected(
                    endpoint + " redirects elsewhere; write the final address in OPENAI_BASE_URL: " + said);
        }
        if (status < 300) {
            return new LlmOutcome.Malformed(
                    "an answer of status " + status + " from " + endpoint.getAuthority(), TokenUsage.NONE);
        }
        return new LlmOutcome.Rejected(endpoint.getAuthority() + " does not accept the request: " + said);
    }

    private LlmOutcome answer(JsonNode json, LlmRequest request) {
        JsonNode choice = json.path("choices").path(0);
        JsonNode message = choice.path("message");
        JsonNode counted = json.path("usage");
        TokenUsage usage = TokenUsage.reported(
                counted.path("prompt_tokens").asLong(0),
                counted.path("prompt_tokens_details").path("cached_tokens").asLong(0),
                counted.path("completion_tokens").asLong(0),
                counted.path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asLong(0));
        if (message.path("refusal").isTextual()
                && !message.path("refusal").asText().isBlank()) {
            return new LlmOutcome.Refused(request.model() + " refuses to answer this prompt", usage);
        }
        String finish = choice.path("finish_reason").asText("");
        if (finish.equals("content_filter")) {
            return new LlmOutcome.Refused("the provider's content filter stopped the answer", usage);
        }
        if (finish.equals("length")) {
            return new LlmOutcome.Truncated(usage);
        }
        String text = message.path("content").asText("");
        if (text.isBlank()) {
            return new LlmOutcome.Malformed(
                    "a response of " + endpoint.getAuthority() + " holds no answer; is it a chat completions server?",
                    usage);
        }
        return new LlmOutcome.Completed(text, json.path("model").asText(request.model()), usage);
    }

    private static boolean names(Set<String> codes, String code) {
        return codes.stream().anyMatch(code::contains);
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
