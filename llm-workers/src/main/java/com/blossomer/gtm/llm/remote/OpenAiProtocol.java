package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Chat completions with {@code response_format: json_schema}, as OpenAI and most others serve them. */
final class OpenAiProtocol implements Protocol {

    /** Models that think before they answer: they take no temperature, and what they think counts as output. */
    private static final Pattern REASONING = Pattern.compile("(?:.*/)?(?:gpt-(?:[5-9]|\\d\\d)|o\\d)(?:[.-].*)?");

    private static final int ROOM_TO_THINK = 8_192;

    private static final Set<String> NO_CREDIT =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");
    private static final Set<String> FILTERED = Set.of("content_filter", "content_policy_violation");

    private final Server server;
    private final Endpoint endpoint;
    private final boolean openAi;
    private final ChatModel strict;
    private final ChatModel lenient;

    OpenAiProtocol(Server server) {
        this.server = server;
        this.endpoint = Endpoint.chatCompletions(server.baseUrl());
        this.openAi = "api.openai.com".equals(endpoint.host());
        Transport transport = new Transport();
        this.strict = model(server, transport, true);
        this.lenient = model(server, transport, false);
    }

    private ChatModel model(Server server, Transport transport, boolean strictly) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(transport.asBuilder())
                .baseUrl(endpoint.base().toString())
                .apiKey(server.apiKey().isEmpty() ? null : server.apiKey())
                .strictJsonSchema(strictly)
                .maxRetries(0)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void compose(LlmRequest request) {
        ChatModel model = fitsStrict(Conversation.schema(request)) ? strict : lenient;
        model.chat(ChatRequest.builder()
                .messages(Conversation.messages(request))
                .parameters(parameters(request))
                .build());
    }

    OpenAiChatRequestParameters parameters(LlmRequest request) {
        boolean reasoning = REASONING.matcher(request.model()).matches();
        OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder();
        parameters
                .modelName(request.model())
                .responseFormat(Conversation.answeringBy(request.asset(), request.providerSchema()));
        int limit = request.maxOutputTokens() + (reasoning ? ROOM_TO_THINK : 0);
        // Other servers know max_tokens alone; OpenAI's newer models refuse it.
        if (openAi || reasoning) {
            parameters.maxCompletionTokens(limit);
        } else {
            parameters.maxOutputTokens(limit);
        }
        if (!reasoning) {
            parameters.temperature(request.temperature());
        }
        return parameters.build();
    }

    @Override
    public Optional<BatchRoutes> batches(Outcomes outcomes) {
        Map<String, String> headers =
                server.apiKey().isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + server.apiKey());
        return Optional.of(new OpenAiBatches(new BatchCalls(endpoint, headers, outcomes)));
    }

    @Override
    public String text(JsonNode response) {
        return response.path("choices").path(0).path("message").path("content").asText("");
    }

    @Override
    public TokenUsage usage(JsonNode response) {
        JsonNode usage = response.path("usage");
        return TokenUsage.reported(
                usage.path("prompt_tokens").asLong(0),
                usage.path("prompt_tokens_details").path("cached_tokens").asLong(0),
                usage.path("completion_tokens").asLong(0),
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong(0));
    }

    @Override
    public Ending ending(JsonNode response) {
        JsonNode choice = response.path("choices").path(0);
        JsonNode refusal = choice.path("message").path("refusal");
        if (refusal.isTextual() && !refusal.asText().isBlank()) {
            return Ending.REFUSED;
        }
        return switch (choice.path("finish_reason").asText("")) {
            case "content_filter" -> Ending.FILTERED;
            case "length" -> Ending.CUT_OFF;
            default -> Ending.DONE;
        };
    }

    @Override
    public Fault fault(int status, JsonNode error) {
        String code = error.path("code").asText("") + " " + error.path("type").asText("");
        if (status == 429 && NO_CREDIT.stream().anyMatch(code::contains)) {
            return Fault.NO_CREDIT;
        }
        return status < 500 && FILTERED.stream().anyMatch(code::contains) ? Fault.FILTERED : Fault.NONE;
    }

    /** Whether a schema keeps to what strict mode takes: every object closed, and all its properties required. */
    static boolean fitsStrict(JsonNode schema) {
        if (schema.path("properties").isObject()) {
            Set<String> required = new HashSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            Set<String> properties = new HashSet<>();
            schema.path("properties").fieldNames().forEachRemaining(properties::add);
            JsonNode additional = schema.path("additionalProperties");
            if (!required.equals(properties) || !additional.isBoolean() || additional.asBoolean()) {
                return false;
            }
        } else if (schema.path("type").asText().equals("object")) {
            return false;
        }
        if (schema.has("oneOf") || schema.has("allOf") || schema.has("not") || schema.has("if")) {
            return false;
        }
        for (JsonNode child : schema) {
            if (child.isContainerNode() && !fitsStrict(child)) {
                return false;
            }
        }
        return true;
    }
}
