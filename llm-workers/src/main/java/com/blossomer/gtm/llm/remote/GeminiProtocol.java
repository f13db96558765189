package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gemini's {@code generateContent} with {@code responseJsonSchema}. */
final class GeminiProtocol implements Protocol {

    /** Up to Gemini 2. Google asks to leave the temperature of later ones alone. */
    private static final Pattern TAKES_TEMPERATURE = Pattern.compile("(?:.*/)?(?:gemini-[12]\\b.*|gemma.*)");

    /** From 2.5 on models think before they answer, and what they think counts as output. */
    private static final Pattern NEVER_THINKS = Pattern.compile("(?:.*/)?(?:gemini-(?:1|2\\.0)\\b.*|gemma.*)");

    private static final int ROOM_TO_THINK = 8_192;

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,9})?)s");

    /** Said of what will not come back by itself; ordinary quota errors speak of billing too. */
    private static final Pattern NO_CREDIT =
            Pattern.compile("credits are depleted|\\blimit: 0\\b(?!\\.)", Pattern.CASE_INSENSITIVE);

    private final Endpoint endpoint;
    private final ChatModel model;

    GeminiProtocol(Server server) {
        this.endpoint = Endpoint.generateContent(server.baseUrl());
        this.model = GoogleAiGeminiChatModel.builder()
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
        boolean thinks = !NEVER_THINKS.matcher(request.model()).matches();
        DefaultChatRequestParameters.Builder<?> parameters = ChatRequestParameters.builder();
        parameters
                .modelName(request.model())
                .maxOutputTokens(request.maxOutputTokens() + (thinks ? ROOM_TO_THINK : 0))
                .responseFormat(Conversation.answeringBy(request.asset(), request.providerSchema()));
        if (TAKES_TEMPERATURE.matcher(request.model()).matches()) {
            parameters.temperature(request.temperature());
        }
        model.chat(ChatRequest.builder()
                .messages(Conversation.messages(request))
                .parameters(parameters.build())
                .build());
    }

    @Override
    public String text(JsonNode response) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : response.path("candidates").path(0).path("content").path("parts")) {
            if (!part.path("thought").asBoolean(false)) {
                text.append(part.path("text").asText(""));
            }
        }
        return text.toString();
    }

    @Override
    public String model(JsonNode response) {
        return response.path("modelVersion").asText("");
    }

    /** Gemini counts thoughts beside the answer; what it takes from its cache is part of the prompt. */
    @Override
    public TokenUsage usage(JsonNode response) {
        JsonNode usage = response.path("usageMetadata");
        long thoughts = usage.path("thoughtsTokenCount").asLong(0);
        return TokenUsage.reported(
                usage.path("promptTokenCount").asLong(0),
                usage.path("cachedContentTokenCount").asLong(0),
                usage.path("candidatesTokenCount").asLong(0) + thoughts,
                thoughts);
    }

    @Override
    public Ending ending(JsonNode response) {
        if (response.path("promptFeedback").hasNonNull("blockReason")) {
            return Ending.FILTERED;
        }
        return switch (response.path("candidates").path(0).path("finishReason").asText("")) {
            case "MAX_TOKENS" -> Ending.CUT_OFF;
            case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "MODEL_ARMOR" ->
                Ending.FILTERED;
            default -> Ending.DONE;
        };
    }

    /** A bad key is no 401 here, but a 400. */
    @Override
    public Fault fault(int status, JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String reason = detail.path("reason").asText("");
            if (reason.equals("API_KEY_INVALID") || reason.equals("API_KEY_EXPIRED")) {
                return Fault.BAD_KEY;
            }
            if (reason.equals("BILLING_DISABLED")) {
                return Fault.NO_CREDIT;
            }
        }
        String message = error.path("message").asText("");
        return status == 429 && NO_CREDIT.matcher(message).find() ? Fault.NO_CREDIT : Fault.NONE;
    }

    /** Gemini sends no header; its body may hold a {@code google.rpc.RetryInfo}. */
    @Override
    public Optional<Duration> wait(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            Matcher delay = SECONDS.matcher(detail.path("retryDelay").asText(""));
            if (delay.matches()) {
                return Optional.of(Duration.ofMillis(
                        new BigDecimal(delay.group(1)).movePointRight(3).longValue()));
            }
        }
        return Optional.empty();
    }
}
