package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an asset that somebody hands in must look like: its output schema. Rules that tie an asset to the page's text, or
 * count its words, are the model's to keep, not the caller's. Thread-safe.
 */
public final class AssetShape {

    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));

    private final Schema schema;
    private final RuleTree rules;

    private AssetShape(Schema schema, RuleTree rules) {
        this.schema = schema;
        this.rules = rules;
    }

    /**
     * One thing that does not fit.
     *
     * @param pointer where in the asset, a JSON pointer; empty for the asset itself
     */
    public record Misfit(String pointer, String problem) {}

    /** @param outputSchema of a version of an asset's prompt */
    public static AssetShape of(String outputSchema) {
        try {
            ObjectNode root = (ObjectNode) new JsonMapper().readTree(outputSchema);
            RuleTree rules = RuleTree.compile(root);
            plain(root);
            return new AssetShape(REGISTRY.getSchema(root), rules);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the output schema of an asset is not JSON", e);
        }
    }

    /** Everything that does not fit; empty where all does. */
    public List<Misfit> misfits(JsonNode asset) {
        return schema.validate(asset).stream()
                .map(error -> new Misfit(error.getInstanceLocation().toString(), error.getMessage()))
                .toList();
    }

    /** Counts words anew, so that no edited text keeps the count of the text before. */
    public void recount(ObjectNode asset) {
        rules.recount(asset);
    }

    /** Without our own keywords, which a plain validator does not know. */
    private static void plain(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.remove(object.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(key -> key.startsWith("x-"))
                    .toList());
        }
        schema.forEach(AssetShape::plain);
    }
}
