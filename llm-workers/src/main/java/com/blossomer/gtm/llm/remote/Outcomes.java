package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmOutcome;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a whole response of a provider comes to: the same for all, but for what {@link Protocol} says of it. */
final class Outcomes {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private final Server server;
    private final Protocol protocol;
    private final String at;
    private final Clock clock;

    Outcomes(Server server, Protocol protocol, Clock clock) {
        this.server = server;
        this.protocol = protocol;
        this.at = protocol.endpoint().authority();
        this.clock = clock;
    }

    LlmOutcome of(Wire.Answered response, LlmRequest request) {
        JsonNode json = parse(response.body());
        return response.status() == 200 ? answer(json, request) : error(response, json, request);
    }

    private LlmOutcome answer(JsonNode json, LlmRequest request) {
        TokenUsage usage = protocol.usage(json);
        return switch (protocol.ending(json)) {
            case REFUSED -> new LlmOutcome.Refused(request.model() + " refuses to answer this prompt", usage);
            case FILTERED -> new LlmOutcome.Refused("the provider's content filter stopped the answer", usage);
            case CUT_OFF -> new LlmOutcome.Truncated(usage);
            case DONE -> {
                String text = protocol.text(json);
                if (text.isBlank()) {
                    yield new LlmOutcome.Malformed(
                            "a response of " + at + " holds no answer; is " + server.urlVariable() + " right?", usage);
                }
                String model = protocol.model(json);
                yield new LlmOutcome.Completed(text, model.isEmpty() ? request.model() : model, usage);
            }
        };
    }

    private LlmOutcome error(Wire.Answered response, JsonNode json, LlmRequest request) {
        int status = response.status();
        JsonNode error = json.path("error").isObject() ? json.path("error") : json;
        String said = ErrorText.of(status, error.path("message").asText(""), request, server.apiKey());
        return error(response, error, said, request.model());
    }

    /** Of a response that is no answer to one prompt: an error's text may be about any of many, and is left out. */
    LlmOutcome ofBatch(Wire.Answered response, String model) {
        JsonNode json = parse(response.body());
        JsonNode error = json.path("error").isObject() ? json.path("error") : json;
        String code = error.path("code").asText(error.path("type").asText(""));
        String said = "HTTP " + response.status() + (CODE.matcher(code).matches() ? ", " + code : "");
        return error(response, error, said, model);
    }

    private LlmOutcome error(Wire.Answered response, JsonNode error, String said, String model) {
        int status = response.status();
        return switch (protocol.fault(status, error)) {
            case BAD_KEY -> badKey(status);
            case NO_CREDIT ->
                LlmOutcome.Rejected.ofAccount(
                        "the account at " + at + " has no credit or quota left; top it up: " + said);
            case FILTERED ->
                new LlmOutcome.Refused("the provider's content filter refuses the prompt: " + said, TokenUsage.NONE);
            case NONE -> byStatus(status, said, model, wait(response, error));
        };
    }

    private LlmOutcome byStatus(int status, String said, String model, Optional<Duration> wait) {
        return switch (status) {
            case 401 -> badKey(status);
            case 402 ->
                LlmOutcome.Rejected.ofAccount(
                        "the account at " + at + " has no credit or quota left; top it up: " + said);
            case 403 ->
                new LlmOutcome.Rejected(
                        "the key may not use " + model + " at " + at + "; check " + server.keyVariable() + ": " + said);
            case 404 ->
                new LlmOutcome.Rejected(at + " knows no model " + model + " at "
                        + protocol.endpoint().base().getPath() + "; check the model's name and "
                        + server.urlVariable() + ": " + said);
            case 413 -> new LlmOutcome.Rejected("the prompt is too long for " + model + ": " + said);
            case 408, 409, 425 -> new LlmOutcome.Unavailable(said);
            case 429, 529 -> new LlmOutcome.Throttled(wait, said);
            default -> byClass(status, said, wait);
        };
    }

    private LlmOutcome byClass(int status, String said, Optional<Duration> wait) {
        if (status >= 500) {
            return wait.isPresent() ? new LlmOutcome.Throttled(wait, said) : new LlmOutcome.Unavailable(said);
        }
        if (status >= 300 && status < 400) {
            return new LlmOutcome.Rejected(
                    at + " redirects elsewhere; write the final address in " + server.urlVariable() + ": " + said);
        }
        if (status < 300) {
            return new LlmOutcome.Malformed("an answer of status " + status + " from " + at, TokenUsage.NONE);
        }
        return new LlmOutcome.Rejected(at + " does not accept the request: " + said);
    }

    private LlmOutcome badKey(int status) {
        return LlmOutcome.Rejected.ofAccount(status + ": " + at + " does not accept the key; check "
                + server.keyVariable() + (server.apiKey().isEmpty() ? " (none is set)" : ""));
    }

    private Optional<Duration> wait(Wire.Answered response, JsonNode error) {
        return RetryAfter.of(response.headers(), clock).or(() -> protocol.wait(error));
    }

    static JsonNode parse(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }
}
