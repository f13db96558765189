package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes from an asset's schema what a validator needs, and what a provider takes. */
final class ProviderSchema {

    /** Refused by strict structured output, or of no use to a model; the limits among them are told in words. */
    private static final Set<String> LEFT_OUT = Set.of(
            "$schema",
            "$id",
            "title",
            "default",
            "examples",
            "minLength",
            "maxLength",
            "uniqueItems",
            "format",
            "if",
            "then",
            "else");

    private ProviderSchema() {}

    /** Without custom keywords, computed fields and fields to decline in: what an answer is validated against. */
    static ObjectNode plain(ObjectNode schema) {
        return (ObjectNode) plain((JsonNode) schema);
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(plain(element)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        Set<String> gone = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (member.getKey().equals("properties")) {
                ObjectNode properties = copy.putObject("properties");
                member.getValue().properties().forEach(property -> {
                    if (property.getValue().has("x-computed")
                            || property.getValue().has("x-declines")) {
                        gone.add(property.getKey());
                    } else {
                        properties.set(property.getKey(), plain(property.getValue()));
                    }
                });
            } else if (!member.getKey().startsWith("x-")) {
                copy.set(member.getKey(), plain(member.getValue()));
            }
        }
        if (!gone.isEmpty() && copy.get("required") instanceof ArrayNode required) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            required.forEach(name -> {
                if (!gone.contains(name.asText())) {
                    kept.add(name);
                }
            });
            copy.set("required", kept);
        }
        return copy;
    }

    static ObjectNode of(ObjectNode schema, RuleTree rules) {
        ObjectNode provider = node(schema, rules);
        if (schema.has("$defs")) {
            ObjectNode defs = provider.putObject("$defs");
            schema.path("$defs")
                    .properties()
                    .forEach(def -> defs.set(
                            def.getKey(), node(def.getValue(), RuleTree.compile(rooted(def.getValue(), schema)))));
        }
        return provider;
    }

    /** A definition as a schema of its own, so that references in it are found. */
    private static ObjectNode rooted(JsonNode def, ObjectNode schema) {
        ObjectNode rooted = def.deepCopy();
        rooted.set("$defs", schema.path("$defs"));
        return rooted;
    }

    private static ObjectNode node(JsonNode schema, RuleTree rules) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (name.equals("properties")) {
                ObjectNode properties = out.putObject(name);
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                value.properties().forEach(property -> {
                    RuleTree child = rules.property(property.getKey());
                    if (!child.isComputed()) {
                        ObjectNode made = node(property.getValue(), child);
                        properties.set(property.getKey(), required.contains(property.getKey()) ? made : nullable(made));
                        all.add(property.getKey());
                    }
                });
                out.set("required", all);
            } else if (name.equals("items")) {
                out.set(name, node(value, rules.items()));
            } else if (!name.startsWith("x-")
                    && !LEFT_OUT.contains(name)
                    && !Set.of("required", "description", "$defs").contains(name)) {
                out.set(name, value);
            }
        }
        String description = description(schema, rules);
        if (!description.isEmpty() && !out.has("$ref")) {
            out.put("description", description);
        }
        return out;
    }

    private static ObjectNode nullable(ObjectNode schema) {
        if (schema.path("type").isTextual()) {
            ArrayNode types = JsonNodeFactory.instance.arrayNode();
            types.add(schema.path("type")).add("null");
            schema.set("type", types);
            if (schema.get("enum") instanceof ArrayNode values) {
                schema.set("enum", values.deepCopy().addNull());
            }
            return schema;
        }
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("anyOf").add(schema).addObject().put("type", "null");
        return either;
    }

    private static String description(JsonNode schema, RuleTree rules) {
        StringBuilder text = new StringBuilder(schema.path("description").asText());
        if (schema.has("minLength")) {
            text.append(" At least ").append(schema.path("minLength").asText()).append(" characters.");
        }
        if (schema.has("maxLength")) {
            text.append(" At most ").append(schema.path("maxLength").asText()).append(" characters.");
        }
        rules.rules().forEach(rule -> text.append(rule.says().isEmpty() ? "" : " " + rule.says()));
        return text.toString().strip();
    }
}
