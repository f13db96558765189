package com.blossomer.gtm.llm.openai;

import com.blossomer.gtm.llm.LlmRequest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The body of a chat completions request. */
final class Question {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Models that think before they answer: they take no temperature, and what they think counts as output. */
    private static final Pattern REASONING = Pattern.compile("(?:.*/)?(?:gpt-5|o\\d)(?:[.-].*)?");

    private static final int ROOM_TO_THINK = 8_192;

    private Question() {}

    static byte[] body(LlmRequest request, URI endpoint) {
        boolean reasoning = REASONING.matcher(request.model()).matches();
        boolean openAi = "api.openai.com".equals(endpoint.getHost());
        ObjectNode body = JSON.createObjectNode().put("model", request.model());
        ArrayNode messages = body.putArray("messages");
        message(messages, "system", request.system());
        message(messages, "user", request.user());
        for (LlmRequest.Turn turn : request.earlier()) {
            message(messages, "assistant", turn.answer());
            message(messages, "user", turn.correction());
        }
        // Other servers know max_tokens alone; OpenAI's newer models refuse it.
        body.put(
                openAi || reasoning ? "max_completion_tokens" : "max_tokens",
                request.maxOutputTokens() + (reasoning ? ROOM_TO_THINK : 0));
        if (!reasoning) {
            body.put("temperature", request.temperature());
        }
        Schema schema = Schema.of(request.providerSchema());
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", name(request.asset()))
                .put("strict", schema.strict())
                .putRawValue("schema", schema.json());
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void message(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }

    /** A schema as it is sent: the few there are are looked into once. */
    private record Schema(RawValue json, boolean strict) {

        private static final int MAX_KEPT = 500;
        private static final Map<String, Schema> KEPT = new ConcurrentHashMap<>();

        static Schema of(String text) {
            if (KEPT.size() >= MAX_KEPT) {
                KEPT.clear();
            }
            return KEPT.computeIfAbsent(text, Schema::read);
        }

        private static Schema read(String text) {
            try {
                return new Schema(new RawValue(text), fitsStrict(JSON.readTree(text)));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** At most 64 of a-z, A-Z, 0-9, _ and -. */
    private static String name(String asset) {
        String name = asset.replaceAll("[^a-zA-Z0-9_-]", "_");
        return name.substring(0, Math.min(64, name.length()));
    }

    /** Whether the schema keeps to what strict mode takes: every object closed, and all its properties required. */
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
