package com.blossomer.gtm.ingress.docs;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The OpenAPI 3.1 document of everything that this process serves: the modules' own descriptions merged, and the route of
 * one asset written out for every asset of the catalogue with its schemas. So a new folder of the catalogue is described
 * without a line of code.
 */
final class OpenApiDocument {

    private static final String ANY_ASSET = "/campaigns/{asset}";
    private static final String SCHEMAS = "#/components/schemas/";
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = new JsonMapper();

    private final ObjectNode root = JSON.createObjectNode();

    private OpenApiDocument() {
        root.put("openapi", "3.1.0");
    }

    /** @param descriptions YAML texts; the first to define something wins */
    static ObjectNode of(List<String> descriptions, AssetCatalog catalog) {
        OpenApiDocument document = new OpenApiDocument();
        for (String description : descriptions) {
            document.merge(parse(description));
        }
        document.writeOutAssets(catalog);
        return document.root;
    }

    private void merge(ObjectNode other) {
        modernise(other);
        for (String name : List.of("info", "security")) {
            if (other.has(name) && !root.has(name)) {
                root.set(name, other.get(name));
            }
        }
        if (other.path("tags") instanceof ArrayNode tags) {
            root.withArray("/tags").addAll(tags);
        }
        other.path("paths")
                .properties()
                .forEach(path -> absent(root.withObject("/paths"), path.getKey(), path.getValue()));
        other.path("components")
                .properties()
                .forEach(kind -> kind.getValue().properties().forEach(component -> {
                    ObjectNode components = root.withObject("/components").withObjectProperty(kind.getKey());
                    if (!components.has(component.getKey())) {
                        components.set(component.getKey(), component.getValue());
                    }
                }));
    }

    /** Two modules may serve one path with different methods. */
    private static void absent(ObjectNode paths, String path, JsonNode operations) {
        ObjectNode known = paths.withObjectProperty(path);
        operations.properties().forEach(operation -> {
            if (!known.has(operation.getKey())) {
                known.set(operation.getKey(), operation.getValue());
            }
        });
    }

    private void writeOutAssets(AssetCatalog catalog) {
        ObjectNode paths = root.withObject("/paths");
        JsonNode template = paths.remove(ANY_ASSET);
        if (template == null) {
            return; // this process does not take requests
        }
        ObjectNode schemas = root.withObject("/components").withObjectProperty("schemas");
        JsonNode request = schemas.path("AssetRequest");
        ArrayNode names = schemas.withObjectProperty("AssetName").putArray("enum");
        ObjectNode given = schemas.withObjectProperty("GivenAssets").putObject("properties");
        ObjectNode results = schemas.withObjectProperty("CampaignResult")
                .withObjectProperty("properties")
                .withObjectProperty("assets")
                .putObject("properties");
        for (AssetType type : catalog.all()) {
            names.add(type.name());
            given.set(type.name(), reference(type.name()));
            results.set(type.name(), reference(type.name()));
            schemas.set(type.name(), outputSchema(type));
            schemas.set(type.name() + "_request", requestSchema(request, type, catalog));
            paths.set("/campaigns/" + type.name(), route(template, type));
        }
    }

    private static JsonNode route(JsonNode template, AssetType type) {
        ObjectNode route = template.deepCopy();
        ObjectNode post = route.withObjectProperty("post");
        post.put("operationId", "create_" + type.name());
        post.put("summary", "Make the " + type.title().toLowerCase(java.util.Locale.ROOT));
        post.put("description", type.description());
        post.withObject("/requestBody/content/application~1json").set("schema", reference(type.name() + "_request"));
        post.withObject("/responses/200/content/application~1json").set("schema", reference(type.name()));
        post.withObject("/responses/200").put("description", type.title());
        return route;
    }

    private static JsonNode requestSchema(JsonNode request, AssetType type, AssetCatalog catalog) {
        ObjectNode schema = request.deepCopy();
        Set<String> rests = new LinkedHashSet<>();
        restsOn(type, catalog, rests);
        if (rests.isEmpty()) {
            return schema;
        }
        ObjectNode given = schema.withObject("/properties/llm_inferred_context");
        given.removeAll();
        ArrayNode types = given.putArray("type");
        types.add("object").add("null");
        given.put("description", "Results that you already have; they are not made again");
        ObjectNode properties = given.putObject("properties");
        rests.forEach(name -> properties.set(name, reference(name)));
        return schema;
    }

    private static void restsOn(AssetType type, AssetCatalog catalog, Set<String> found) {
        for (String name : type.dependsOn()) {
            catalog.find(name).ifPresent(dependency -> {
                restsOn(dependency, catalog, found);
                found.add(name);
            });
        }
    }

    /** References within a schema start at the document's root, once the schema is part of the document. */
    private static JsonNode outputSchema(AssetType type) {
        JsonNode schema = parse(type.prompt().outputSchema());
        rebase(schema, SCHEMAS + type.name());
        if (schema instanceof ObjectNode object) {
            object.remove(List.of("$schema", "$id"));
            object.put("title", type.title());
        }
        return schema;
    }

    private static void rebase(JsonNode node, String base) {
        if (node instanceof ObjectNode object && object.path("$ref").asText().startsWith("#")) {
            object.put("$ref", base + object.path("$ref").asText().substring(1));
        }
        node.forEach(child -> rebase(child, base));
    }

    /** What Micronaut's processor writes is OpenAPI 3.0, where a null is allowed by {@code nullable}. */
    private static void modernise(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("nullable").isBoolean()) {
            boolean nullable = object.path("nullable").asBoolean();
            object.remove("nullable");
            if (nullable && object.path("type").isTextual()) {
                String type = object.path("type").asText();
                object.putArray("type").add(type).add("null");
            }
        }
        List<JsonNode> children = new ArrayList<>();
        node.forEach(children::add);
        children.forEach(OpenApiDocument::modernise);
    }

    private static ObjectNode reference(String schema) {
        return JSON.createObjectNode().put("$ref", SCHEMAS + schema);
    }

    private static ObjectNode parse(String yaml) {
        try {
            return (ObjectNode) YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a description under META-INF/swagger is not YAML", e);
        }
    }
}
