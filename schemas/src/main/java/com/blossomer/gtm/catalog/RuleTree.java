package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The custom keywords of a schema, at the places where they stand. They are found under {@code properties},
 * {@code items} and local {@code $ref}; elsewhere they are an error, not a rule that is silently not kept.
 */
final class RuleTree {

    private static final String CUSTOM = "x-";
    private static final Set<String> FOLLOWED = Set.of("properties", "items", "$ref", "$defs");

    private final List<Rule> rules;
    private final boolean quote;
    private final @Nullable ComputedField computed;
    private final @Nullable String declines;
    private final Map<String, RuleTree> properties;
    private final @Nullable RuleTree items;

    private RuleTree(
            List<Rule> rules,
            @Nullable ComputedField computed,
            @Nullable String declines,
            Map<String, RuleTree> properties,
            @Nullable RuleTree items) {
        this.rules = rules;
        this.quote = rules.stream().anyMatch(Rule::isQuote);
        this.computed = computed;
        this.declines = declines;
        this.properties = properties;
        this.items = items;
    }

    /** @throws IllegalArgumentException naming the place and what is wrong there */
    static RuleTree compile(ObjectNode schema) {
        return compile(schema, schema, "", 0);
    }

    private static RuleTree compile(JsonNode schema, ObjectNode root, String path, int depth) {
        if (depth > 30) {
            throw new IllegalArgumentException(path(path) + ": the schema is recursive or too deep");
        }
        List<Rule> rules = new ArrayList<>();
        Map<String, RuleTree> properties = new LinkedHashMap<>();
        @Nullable RuleTree items = null;
        @Nullable ComputedField computed = null;
        @Nullable String declines = null;
        if (schema.path("$ref").isTextual()) {
            JsonNode target = target(schema.path("$ref").asText(), root, path);
            RuleTree referred = compile(target, root, path, depth + 1);
            rules.addAll(referred.rules);
            properties.putAll(referred.properties);
            items = referred.items;
            computed = referred.computed;
        }
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            String name = keyword.getKey();
            JsonNode value = keyword.getValue();
            switch (name) {
                case "properties" ->
                    value.properties()
                            .forEach(property -> properties.put(
                                    property.getKey(),
                                    compile(property.getValue(), root, path + "/" + property.getKey(), depth + 1)));
                case "items" -> items = compile(value, root, path + "/*", depth + 1);
                case "x-computed" -> computed = ComputedField.compile(value, schema, path(path));
                case "x-declines" -> declines = value.asText();
                default -> {
                    if (name.startsWith(CUSTOM)) {
                        rules.add(Keywords.compile(name, value, path(path)));
                    } else if (!FOLLOWED.contains(name) && holdsCustom(value)) {
                        throw new IllegalArgumentException(path(path) + ": custom keywords under '" + name
                                + "' are not followed; put them under properties, items or $defs");
                    }
                }
            }
        }
        return new RuleTree(rules, computed, declines, properties, items);
    }

    private static JsonNode target(String reference, ObjectNode root, String path) {
        JsonNode target = reference.startsWith("#/") ? root.at(reference.substring(1)) : root.missingNode();
        if (!target.isObject()) {
            throw new IllegalArgumentException(path(path) + ": $ref '" + reference + "' leads nowhere in this schema");
        }
        return target;
    }

    private static boolean holdsCustom(JsonNode node) {
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (member.getKey().startsWith(CUSTOM) || holdsCustom(member.getValue())) {
                return true;
            }
        }
        for (JsonNode element : node) {
            if (element.isContainerNode() && holdsCustom(element)) {
                return true;
            }
        }
        return false;
    }

    /** Root properties in which a model says that it cannot answer: name to the failure's reason. */
    Map<String, String> declines() {
        Map<String, String> declines = new LinkedHashMap<>();
        properties.forEach((name, node) -> {
            if (node.declines != null) {
                declines.put(name, node.declines);
            }
        });
        return declines;
    }

    List<Rule> rules() {
        return rules;
    }

    boolean isComputed() {
        return computed != null;
    }

    /** Of a property of an object; an empty tree where the schema says nothing. */
    RuleTree property(String name) {
        return properties.getOrDefault(name, new RuleTree(List.of(), null, null, Map.of(), null));
    }

    RuleTree items() {
        return items == null ? new RuleTree(List.of(), null, null, Map.of(), null) : items;
    }

    /** What we fill in ourselves is not taken from a model. */
    void removeComputed(JsonNode value) {
        if (value instanceof ObjectNode object) {
            properties.forEach((name, node) -> {
                if (node.isComputed()) {
                    object.remove(name);
                } else if (object.has(name)) {
                    node.removeComputed(object.get(name));
                }
            });
        } else if (value instanceof ArrayNode array && items != null) {
            array.forEach(items::removeComputed);
        }
    }

    /** Counts words anew in an asset that was changed. */
    void recount(ObjectNode root) {
        recount(root, root);
    }

    private void recount(JsonNode value, ObjectNode root) {
        if (value instanceof ObjectNode object) {
            properties.forEach((name, node) -> {
                if (node.computed instanceof ComputedField.WordCount count) {
                    object.set(name, count.of(root));
                } else if (object.has(name)) {
                    node.recount(object.get(name), root);
                }
            });
        } else if (value instanceof ArrayNode array && items != null) {
            array.forEach(item -> items.recount(item, root));
        }
    }

    void check(ObjectNode output, RuleInput input, List<String> violations) {
        check(output, "", new Rule.Place("", null, output, input), ForeignText.in(output), violations);
    }

    private void check(JsonNode value, String path, Rule.Place place, ForeignText foreign, List<String> violations) {
        for (Rule rule : rules) {
            rule.check(value, place, problem -> violations.add(path(path) + ": " + problem));
        }
        if (value.isTextual() && !quote) {
            foreign.check(value.textValue(), place.input(), problem -> violations.add(path(path) + ": " + problem));
        }
        if (value instanceof ObjectNode object) {
            properties.forEach((name, node) -> {
                if (object.has(name)) {
                    node.check(
                            object.get(name),
                            path + "/" + name,
                            new Rule.Place(name, object, place.root(), place.input()),
                            foreign,
                            violations);
                }
            });
        } else if (value instanceof ArrayNode array && items != null) {
            for (int i = 0; i < array.size(); i++) {
                items.check(
                        array.get(i),
                        path + "/" + i,
                        new Rule.Place("", null, place.root(), place.input()),
                        foreign,
                        violations);
            }
        }
    }

    /** The output with computed fields, members in the schema's order, so that equal answers are equal texts. */
    JsonNode complete(ObjectNode output, RuleInput input) {
        return complete(output, output, input);
    }

    private JsonNode complete(JsonNode value, ObjectNode root, RuleInput input) {
        if (value instanceof ArrayNode array && items != null) {
            ArrayNode completed = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> completed.add(items.complete(element, root, input)));
            return completed;
        }
        if (!(value instanceof ObjectNode object) || properties.isEmpty()) {
            return value;
        }
        ObjectNode completed = JsonNodeFactory.instance.objectNode();
        properties.forEach((name, node) -> {
            if (node.computed != null) {
                completed.set(name, node.computed.value(object, root, input));
            } else if (object.has(name)) {
                completed.set(name, node.complete(object.get(name), root, input));
            }
        });
        return completed;
    }

    /** A JSON pointer as it is shown: the root has none. */
    static String path(String pointer) {
        return pointer.isEmpty() ? "(root)" : pointer;
    }
}
