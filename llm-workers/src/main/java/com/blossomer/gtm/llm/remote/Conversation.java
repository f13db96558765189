package com.blossomer.gtm.llm.remote;

import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A request in the library's words. */
final class Conversation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Conversation() {}

    /** The prompt, then each answer that broke the rules with what was said of it. */
    static List<ChatMessage> messages(LlmRequest request) {
        List<ChatMessage> messages = new ArrayList<>();
        if (!request.system().isBlank()) {
            messages.add(SystemMessage.from(request.system()));
        }
        messages.add(UserMessage.from(request.user()));
        for (LlmRequest.Turn turn : request.earlier()) {
            messages.add(AiMessage.from(turn.answer()));
            messages.add(UserMessage.from(turn.correction()));
        }
        return messages;
    }

    static JsonNode schema(LlmRequest request) {
        try {
            return JSON.readTree(request.providerSchema());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The provider's own structured output, by a JSON schema as it is. */
    static ResponseFormat answeringBy(String asset, String schema) {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name(name(asset))
                        .rootElement(JsonRawSchema.from(schema))
                        .build())
                .build();
    }

    /** At most 64 of a-z, A-Z, 0-9, _ and -. */
    private static String name(String asset) {
        String name = asset.replaceAll("[^a-zA-Z0-9_-]", "_");
        return name.substring(0, Math.min(64, name.length()));
    }
}
