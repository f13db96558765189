package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** {@code x-computed}: a field that we fill in and never ask a model for. */
interface ComputedField {

    JsonNode value(ObjectNode parent, ObjectNode root, RuleInput input);

    /** Compiles the keyword of a property, whose schema is given for its allowed values. */
    static ComputedField compile(JsonNode setting, JsonNode property, String path) {
        Map.Entry<String, JsonNode> first = setting.isObject() && !setting.isEmpty()
                ? setting.properties().iterator().next()
                : Map.entry("", setting);
        String what = first.getValue().asText();
        return switch (first.getKey()) {
            case "website_url" -> (parent, root, input) -> TextNode.valueOf(input.websiteUrl());
            case "words_of" -> new WordCount(what);
            case "source_of" ->
                (parent, root, input) ->
                        TextNode.valueOf(input.sourceOf(parent.path(what).asText()));
            case "copy_of" -> copy(what, setting, property);
            default ->
                throw new IllegalArgumentException(path + ": x-computed is " + setting
                        + "; it is one of {\"website_url\": true}, {\"words_of\": pointer}, {\"source_of\": field}, "
                        + "{\"copy_of\": block, \"field\": name, \"default\": value}");
        };
    }

    /** Follows from the asset alone. */
    record WordCount(String pointer) implements ComputedField {

        JsonNode of(ObjectNode root) {
            return IntNode.valueOf(Words.count(root.at(pointer).asText()));
        }

        @Override
        public JsonNode value(ObjectNode parent, ObjectNode root, RuleInput input) {
            return of(root);
        }
    }

    private static ComputedField copy(String block, JsonNode setting, JsonNode property) {
        String field = setting.path("field").asText();
        String otherwise = setting.path("default").asText();
        Set<String> allowed = new HashSet<>();
        property.path("enum").forEach(value -> allowed.add(value.asText()));
        return (parent, root, input) -> {
            String value = input.json(block).path(field).asText();
            boolean fits = allowed.isEmpty() ? !value.isEmpty() : allowed.contains(value);
            return TextNode.valueOf(fits ? value : otherwise);
        };
    }
}
