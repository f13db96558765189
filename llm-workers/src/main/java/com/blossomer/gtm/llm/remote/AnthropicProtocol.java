package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Anthropic's messages with {@code output_config.format: json_schema}, which models from Claude 4.5 on have. A forced tool
 * would serve the older ones, but the newer refuse it.
 */
final class AnthropicProtocol implements Protocol {

    /** Up to Opus 4.6. Later ones think before they answer, which counts as output, and refuse a temperature. */
    private static final Pattern TAKES_TEMPERATURE =
            Pattern.compile("(?:.*/)?claude-(?:[123]\\b.*|instant.*|[a-z]+-4(?:-[0-6])?(?:-\\d{8})?(?:-latest)?)");

    private static final int ROOM_TO_THINK = 8_192;

    private final Server server;
    private final Endpoint endpoint;
    private final ChatModel model;

    AnthropicProtocol(Server server) {
        this.server = server;
        this.endpoint = Endpoint.messages(server.baseUrl());
        this.model = AnthropicChatModel.builder()
                .httpClientBuilder(new Transport().asBuilder())
                .baseUrl(endpoint.base().toString())
                .apiKey(server.apiKey())
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
        boolean thinks = !TAKES_TEMPERATURE.matcher(request.model()).matches();
        DefaultChatRequestParameters.Builder<?> parameters = ChatRequestParameters.builder();
        parameters
                .modelName(request.model())
                .maxOutputTokens(request.maxOutputTokens() + (thinks ? ROOM_TO_THINK : 0))
                .responseFormat(
                        Conversation.answeringBy(request.asset(), AnthropicSchema.of(Conversation.schema(request))));
        if (!thinks) {
            parameters.temperature(Math.min(request.temperature(), 1.0));
        }
        model.chat(ChatRequest.builder()
                .messages(Conversation.messages(request))
                .parameters(parameters.build())
                .build());
    }

    @Override
    public Optional<BatchRoutes> batches(Outcomes outcomes) {
        Map<String, String> headers = Map.of("x-api-key", server.apiKey(), "anthropic-version", "2023-06-01");
        return Optional.of(new AnthropicBatches(new BatchCalls(endpoint, headers, outcomes)));
    }

    @Override
    public String text(JsonNode response) {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : response.path("content")) {
            if (block.path("type").asText("").equals("text")) {
                text.append(block.path("text").asText(""));
            }
        }
        return text.toString();
    }

    /** Anthropic counts what comes out of its cache, or goes into it, beside the other input. */
    @Override
    public TokenUsage usage(JsonNode response) {
        JsonNode usage = response.path("usage");
        long cached = usage.path("cache_read_input_tokens").asLong(0);
        return TokenUsage.reported(
                usage.path("input_tokens").asLong(0)
                        + usage.path("cache_creation_input_tokens").asLong(0)
                        + cached,
                cached,
                usage.path("output_tokens").asLong(0),
                usage.path("output_tokens_details").path("thinking_tokens").asLong(0));
    }

    @Override
    public Ending ending(JsonNode response) {
        return switch (response.path("stop_reason").asText("")) {
            case "refusal" -> Ending.REFUSED;
            case "max_tokens", "model_context_window_exceeded" -> Ending.CUT_OFF;
            default -> Ending.DONE;
        };
    }

    @Override
    public Fault fault(int status, JsonNode error) {
        String type = error.path("type").asText("");
        String message = error.path("message").asText("").toLowerCase(Locale.ROOT);
        if (type.equals("billing_error") || status == 400 && message.contains("credit balance is too low")) {
            return Fault.NO_CREDIT;
        }
        return status == 400 && message.contains("content filtering") ? Fault.FILTERED : Fault.NONE;
    }
}
