package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An asset type that has no draft of its own, written from its schema: suitable sentences of the input for each field. */
final class GenericDraft implements Draft {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @Override
    public ObjectNode write(DraftInput input) {
        try {
            JsonNode schema = DraftInput.JSON.readTree(input.outputSchema());
            JsonNode written = new Writer(schema, sentences(input), input).write(schema, "");
            return written instanceof ObjectNode object ? object : NODES.objectNode();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return NODES.objectNode();
        }
    }

    private static List<String> sentences(DraftInput input) {
        List<String> sentences = new ArrayList<>();
        if (input.blocks().containsKey(com.blossomer.gtm.catalog.PromptBlocks.WEBSITE)) {
            input.website()
                    .sections()
                    .forEach(part -> part.text().lines().forEach(line -> sentences.addAll(Prose.sentences(line))));
        }
        for (String name : input.blocks().keySet()) {
            JsonNode asset = input.asset(name.equals("website") ? "" : name);
            asset.findValuesAsText("quote").forEach(sentences::add);
            asset.forEach(value -> {
                if (value.isTextual()) {
                    sentences.addAll(Prose.sentences(value.asText()));
                }
            });
        }
        sentences.removeIf(sentence -> sentence.length() < 8);
        sentences.add(NOTE + ".");
        return sentences;
    }

    /** Walks a schema, handing out the next sentence for each text. */
    private static final class Writer {

        private final JsonNode root;
        private final List<String> sentences;
        private final DraftInput input;
        private int next;

        Writer(JsonNode root, List<String> sentences, DraftInput input) {
            this.root = root;
            this.sentences = sentences;
            this.input = input;
        }

        JsonNode write(JsonNode given, String name) {
            JsonNode schema = given.path("$ref").isTextual()
                    ? root.at(given.path("$ref").asText().substring(1))
                    : given;
            if (schema.has("const")) {
                return schema.path("const");
            }
            if (schema.path("enum").size() > 0) {
                JsonNode values = schema.path("enum");
                return values.get(values.size() - 1);
            }
            String type = schema.path("type").isArray()
                    ? schema.path("type").path(0).asText()
                    : schema.path("type").asText();
            return switch (type) {
                case "object" -> object(schema);
                case "array" -> array(schema, name);
                case "integer", "number" ->
                    NODES.numberNode(schema.path("minimum").asInt(0));
                case "boolean" -> NODES.booleanNode(false);
                default -> NODES.textNode(text(schema));
            };
        }

        private ObjectNode object(JsonNode schema) {
            ObjectNode out = NODES.objectNode();
            for (Map.Entry<String, JsonNode> property :
                    schema.path("properties").properties()) {
                boolean required = false;
                for (JsonNode name : schema.path("required")) {
                    required |= name.asText().equals(property.getKey());
                }
                JsonNode value = property.getValue();
                if (required && !value.has("x-computed") && !value.has("x-declines")) {
                    out.set(property.getKey(), write(value, property.getKey()));
                }
            }
            return out;
        }

        private ArrayNode array(JsonNode schema, String name) {
            ArrayNode out = NODES.arrayNode();
            for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
                out.add(write(schema.path("items"), name));
            }
            return out;
        }

        private String text(JsonNode schema) {
            JsonNode oneOf = schema.path("x-one-of");
            if (oneOf.has("block")) {
                String path = oneOf.path("path").asText().replace("*", "0");
                return input.asset(oneOf.path("block").asText()).at(path).asText();
            }
            String sentence = sentences.get(next++ % sentences.size());
            int least = schema.path("x-min-words").asInt(1);
            int most = schema.path("x-max-words").asInt(60);
            StringBuilder text = new StringBuilder(sentence);
            for (int i = 0; Prose.words(text.toString()) < least && i < 40; i++) {
                text.append(' ').append(sentences.get(next++ % sentences.size()));
            }
            String cut =
                    Prose.words(text.toString()) <= most ? text.toString() : Prose.firstWords(text.toString(), most);
            int longest = schema.path("maxLength").asInt(4_000);
            return cut.length() <= longest ? cut : cut.substring(0, longest);
        }
    }
}
