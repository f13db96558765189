package com.blossomer.gtm.llm.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A schema as Anthropic's structured output takes it: limits that it refuses are told in the description instead. The
 * answer is held to all of them afterwards, whoever wrote it.
 */
final class AnthropicSchema {

    /** Keyword to what is said in its place. */
    private static final Map<String, String> TOLD = Map.of(
            "minItems", "At least %s items.",
            "maxItems", "At most %s items.",
            "minimum", "At least %s.",
            "maximum", "At most %s.",
            "exclusiveMinimum", "More than %s.",
            "exclusiveMaximum", "Less than %s.",
            "multipleOf", "A multiple of %s.");

    private AnthropicSchema() {}

    static String of(JsonNode schema) {
        return translated(schema).toString();
    }

    private static JsonNode translated(JsonNode schema) {
        if (schema instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(translated(element)));
            return copy;
        }
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        StringBuilder told = new StringBuilder(object.path("description").asText(""));
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String name = member.getKey();
            String says = TOLD.get(name);
            if (name.equals("properties") || name.equals("$defs")) {
                ObjectNode named = copy.putObject(name);
                member.getValue().properties().forEach(one -> named.set(one.getKey(), translated(one.getValue())));
            } else if (says == null
                    || name.equals("minItems") && member.getValue().asInt() <= 1) {
                copy.set(name, translated(member.getValue()));
            } else {
                told.append(told.isEmpty() ? "" : " ")
                        .append(says.formatted(member.getValue().asText()));
            }
        }
        if (!told.isEmpty()) {
            copy.put("description", told.toString());
        }
        return copy;
    }
}
