package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code llm_inferred_context}: results that the caller already has, so that they are not made again. Only their shape is
 * checked: rules that tie an asset to the page's text, or count its words, are the model's to keep, not the caller's.
 */
@Singleton
final class GivenAssets {

    private static final int SHOWN = 10;

    private final AssetCatalog catalog;
    private final Map<String, Schema> schemas;

    GivenAssets(AssetCatalog catalog) {
        this.catalog = catalog;
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(
                        SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
        this.schemas = catalog.all().stream()
                .collect(Collectors.toUnmodifiableMap(AssetType::name, type -> registry.getSchema(shape(type))));
    }

    /**
     * Asset name to JSON. An object of another kind is taken for the one asset whose shape it has, so that
     * an answer of one route can be handed to the next as it is.
     */
    Map<String, String> read(JsonNode context, List<String> wanted, List<Violation> violations) {
        if (context.isNull()) {
            return Map.of();
        }
        if (!context.isObject()) {
            violations.add(new Violation(
                    Violation.CONTEXT, "must be an object of asset name to that asset's JSON, not " + kind(context)));
            return Map.of();
        }
        boolean named = context.properties().stream()
                .allMatch(entry ->
                        schemas.containsKey(entry.getKey()) && entry.getValue().isObject());
        if (!named) {
            List<String> shapes = schemas.keySet().stream()
                    .filter(name -> schema(name).validate(context).isEmpty())
                    .toList();
            if (shapes.size() == 1) {
                return accept(shapes.getFirst(), context, wanted, violations);
            }
        }
        Map<String, String> given = new LinkedHashMap<>();
        context.properties().forEach(entry -> {
            if (schemas.containsKey(entry.getKey())) {
                given.putAll(accept(entry.getKey(), entry.getValue(), wanted, violations));
            } else {
                violations.add(new Violation(
                        pointer(entry.getKey()), "is no asset; the assets are " + String.join(", ", names())));
            }
        });
        return given;
    }

    /** The output schema without our own keywords, which a plain validator does not know. */
    private static JsonNode shape(AssetType type) {
        try {
            JsonNode schema = new JsonMapper().readTree(type.prompt().outputSchema());
            plain(schema);
            return schema;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the output schema of " + type.name() + " is not JSON", e);
        }
    }

    private static void plain(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.remove(object.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> key.startsWith("x-"))
                    .toList());
        }
        schema.forEach(GivenAssets::plain);
    }

    private Map<String, String> accept(String name, JsonNode json, List<String> wanted, List<Violation> violations) {
        if (wanted.equals(List.of(name))) {
            violations.add(new Violation(pointer(name), "is what this request asks for; leave it out to have it made"));
            return Map.of();
        }
        List<Violation> found = schema(name).validate(json).stream()
                .limit(SHOWN)
                .map(error -> new Violation(pointer(name) + error.getInstanceLocation(), error.getMessage()))
                .toList();
        violations.addAll(found);
        return found.isEmpty() ? Map.of(name, json.toString()) : Map.of();
    }

    private Schema schema(String name) {
        Schema schema = schemas.get(name);
        if (schema == null) {
            throw new IllegalArgumentException("no such asset type: " + name);
        }
        return schema;
    }

    private List<String> names() {
        return catalog.all().stream().map(AssetType::name).toList();
    }

    private static String pointer(String name) {
        return Violation.CONTEXT + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING, OBJECT, BINARY, POJO -> "this";
        };
    }
}
