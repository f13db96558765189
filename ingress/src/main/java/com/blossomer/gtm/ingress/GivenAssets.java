package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetShape;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code llm_inferred_context}: results that the caller already has, so that they are not made again. Only their shape is
 * checked ({@link AssetShape}).
 */
@Singleton
final class GivenAssets {

    private static final int SHOWN = 10;

    private final AssetCatalog catalog;
    private final Map<String, AssetShape> shapes;

    GivenAssets(AssetCatalog catalog) {
        this.catalog = catalog;
        this.shapes = catalog.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        AssetType::name, type -> AssetShape.of(type.prompt().outputSchema())));
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
                        shapes.containsKey(entry.getKey()) && entry.getValue().isObject());
        if (!named) {
            List<String> fitting = shapes.keySet().stream()
                    .filter(name -> shape(name).misfits(context).isEmpty())
                    .toList();
            if (fitting.size() == 1) {
                return accept(fitting.getFirst(), context, wanted, violations);
            }
        }
        Map<String, String> given = new LinkedHashMap<>();
        context.properties().forEach(entry -> {
            if (shapes.containsKey(entry.getKey())) {
                given.putAll(accept(entry.getKey(), entry.getValue(), wanted, violations));
            } else {
                violations.add(new Violation(
                        pointer(entry.getKey()), "is no asset; the assets are " + String.join(", ", names())));
            }
        });
        return given;
    }

    private Map<String, String> accept(String name, JsonNode json, List<String> wanted, List<Violation> violations) {
        if (wanted.equals(List.of(name))) {
            violations.add(new Violation(pointer(name), "is what this request asks for; leave it out to have it made"));
            return Map.of();
        }
        List<Violation> found = shape(name).misfits(json).stream()
                .limit(SHOWN)
                .map(misfit -> new Violation(pointer(name) + misfit.pointer(), misfit.problem()))
                .toList();
        violations.addAll(found);
        return found.isEmpty() ? Map.of(name, json.toString()) : Map.of();
    }

    private AssetShape shape(String name) {
        AssetShape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no such asset type: " + name);
        }
        return shape;
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
