package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an asset's output must keep: its JSON Schema (2020-12), and the custom keywords in it that count words, ban phrases
 * and tie quotes to the input; {@code docs/how-to/add-an-asset.md} lists them. Compiled once per schema; thread-safe.
 */
public final class OutputRules {

    private static final int MAX_VIOLATIONS = 25;
    private static final int MAX_CACHED = 500;
    private static final int MAX_DETAIL = 300;
    private static final Set<String> NOTHING = Set.of("", "null", "none", "n/a", "no", "false");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().locale(Locale.ENGLISH).build()));
    private static final Schema META =
            REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    private static final Map<String, OutputRules> COMPILED = new ConcurrentHashMap<>();

    private final Schema schema;
    private final RuleTree rules;
    private final String providerSchema;

    private OutputRules(Schema schema, RuleTree rules, String providerSchema) {
        this.schema = schema;
        this.rules = rules;
        this.providerSchema = providerSchema;
    }

    /** What an output turned out to be. */
    public sealed interface Checked {}

    /** It keeps every rule; quotes are the input's own words, computed fields are filled in. */
    public record Valid(JsonNode output) implements Checked {}

    /** It does not; each violation says where and what, fit to be shown to the model for a repair. */
    public record Invalid(List<String> violations) implements Checked {

        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /**
     * The model says that it cannot answer: a result, not an error, and no repair will help.
     *
     * @param reason a failure's stable code, such as {@code insufficient_content}
     * @param detail the model's own words, short
     */
    public record Declined(String reason, String detail) implements Checked {}

    /**
     * The rules of an output schema, compiled when first asked for.
     *
     * @throws IllegalArgumentException saying what is wrong with the schema
     */
    public static OutputRules of(String outputSchema) {
        OutputRules known = COMPILED.get(outputSchema);
        if (known != null) {
            return known;
        }
        if (COMPILED.size() >= MAX_CACHED) {
            COMPILED.clear();
        }
        OutputRules compiled = compile(outputSchema);
        COMPILED.put(outputSchema, compiled);
        return compiled;
    }

    private static OutputRules compile(String outputSchema) {
        JsonNode node;
        try {
            node = JSON.readTree(outputSchema);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (!(node instanceof ObjectNode root) || !root.path("type").asText().equals("object")) {
            throw new IllegalArgumentException("the schema's type must be object");
        }
        List<Error> errors = META.validate(root);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("not a JSON Schema: " + sentence(errors.getFirst()));
        }
        RuleTree rules = RuleTree.compile(root);
        return new OutputRules(
                REGISTRY.getSchema(ProviderSchema.plain(root)),
                rules,
                ProviderSchema.of(root, rules).toString());
    }

    /**
     * Checks a model's answer.
     *
     * @param output the answer as it came: JSON, maybe in a code fence or with prose around it
     * @param user the rendered user prompt, which every quote must occur in
     * @param websiteUrl the URL that the campaign is for
     */
    public Checked check(String output, String user, String websiteUrl) {
        return switch (ModelJson.firstObject(output)) {
            case ModelJson.None none -> new Invalid(List.of(none.problem()));
            case ModelJson.Found found -> check(found.object(), new RuleInput(user, websiteUrl));
        };
    }

    private Checked check(ObjectNode output, RuleInput input) {
        for (Map.Entry<String, String> decline : rules.declines().entrySet()) {
            String detail = output.path(decline.getKey()).asText("").strip();
            output.remove(decline.getKey());
            if (!NOTHING.contains(detail.toLowerCase(Locale.ROOT))) {
                return new Declined(decline.getValue(), told(detail, input));
            }
        }
        dropNulls(output);
        rules.removeComputed(output);
        List<String> violations = new ArrayList<>();
        schema.validate(output).forEach(error -> violations.add(sentence(error)));
        rules.check(output, input, violations);
        if (!violations.isEmpty()) {
            return new Invalid(
                    violations.stream().distinct().limit(MAX_VIOLATIONS).toList());
        }
        return new Valid(rules.complete(output, input));
    }

    /** The model's own words, unless a page speaks through them. */
    private static String told(String detail, RuleInput input) {
        List<String> foreign = new ArrayList<>();
        ForeignText.in(TextNode.valueOf(detail)).check(detail, input, foreign::add);
        return foreign.isEmpty() ? WebsiteBlock.cut(detail, MAX_DETAIL) : "The model says that it cannot answer.";
    }

    /**
     * The schema that a provider's structured output is given: without custom keywords and computed fields, every property
     * required and optional ones nullable, as strict structured output wants it. Rules it cannot express are told in the
     * descriptions.
     */
    public String providerSchema() {
        return providerSchema;
    }

    private static String sentence(Error error) {
        return RuleTree.path(error.getInstanceLocation().toString()) + ": " + error.getMessage();
    }

    private static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Iterator<JsonNode> values = object.elements(); values.hasNext(); ) {
                if (values.next().isNull()) {
                    values.remove();
                }
            }
        }
        node.forEach(OutputRules::dropNulls);
    }
}
