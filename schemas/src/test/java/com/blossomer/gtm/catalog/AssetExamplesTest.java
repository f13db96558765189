package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every asset type, the one that exists only in the tests included, against the example company. */
class AssetExamplesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden-prompts");
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    static List<AssetType> assets() {
        return AssetCatalog.load().all();
    }

    @ParameterizedTest
    @MethodSource("assets")
    void the_example_output_keeps_every_rule_and_comes_back_whole(AssetType type) {
        JsonNode example = ExampleCompany.json(ExampleCompany.text(type.name()));
        OutputRules.Checked checked = check(type, example);

        assertThat(checked).isEqualTo(new OutputRules.Valid(example));
        assertThat(SCHEMAS.getSchema(type.prompt().outputSchema()).validate(example))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("assets")
    void an_answer_with_nulls_for_optional_fields_and_without_computed_ones_is_completed(AssetType type) {
        JsonNode answer = ExampleCompany.json(ExampleCompany.text(type.name()));
        JsonNode provider =
                ExampleCompany.json(OutputRules.of(type.prompt().outputSchema()).providerSchema());
        asAProviderAnswers(answer, provider, provider);

        assertThat(SCHEMAS.getSchema(provider).validate(answer)).isEmpty();
        assertThat(check(type, answer))
                .isEqualTo(new OutputRules.Valid(ExampleCompany.json(ExampleCompany.text(type.name()))));
    }

    @ParameterizedTest
    @MethodSource("assets")
    void the_provider_schema_is_what_strict_structured_output_takes(AssetType type) {
        JsonNode schema =
                ExampleCompany.json(OutputRules.of(type.prompt().outputSchema()).providerSchema());
        List<String> problems = new ArrayList<>();
        strict(schema, "", problems);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("assets")
    void a_change_to_a_prompt_is_seen_in_review(AssetType type) throws IOException {
        for (String context :
                type.name().equals("icp") ? new String[] {"", ExampleCompany.CONTEXT} : new String[] {""}) {
            RenderedPrompt prompt = ExampleCompany.prompt(type, context);
            String rendered = "=== system\n" + prompt.system() + "\n=== user\n" + prompt.user() + "\n";
            Path file = GOLDEN.resolve(type.name() + (context.isEmpty() ? "" : "-with-context") + ".txt");
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(GOLDEN);
                Files.writeString(file, rendered);
            }
            assertThat(file)
                    .as("after a change that is meant, run with -Dgolden.update=true")
                    .hasContent(rendered);
        }
    }

    @ParameterizedTest
    @MethodSource("assets")
    void every_field_is_described(AssetType type) {
        List<String> missing = new ArrayList<>();
        described(ExampleCompany.json(type.prompt().outputSchema()), "", missing);
        assertThat(missing).isEmpty();
    }

    private static OutputRules.Checked check(AssetType type, JsonNode answer) {
        return OutputRules.of(type.prompt().outputSchema())
                .check(answer.toString(), ExampleCompany.prompt(type, null).user(), ExampleCompany.URL);
    }

    private static void asAProviderAnswers(JsonNode answer, JsonNode at, JsonNode root) {
        JsonNode schema = at.has("$ref") ? root.at(at.path("$ref").asText().substring(1)) : at;
        if (answer instanceof ObjectNode object) {
            for (String name : names(object)) {
                if (schema.path("properties").has(name)) {
                    asAProviderAnswers(
                            object.path(name), schema.path("properties").path(name), root);
                } else {
                    object.remove(name);
                }
            }
            schema.path("required").forEach(name -> {
                if (!object.has(name.asText())) {
                    object.putNull(name.asText());
                }
            });
        } else if (answer instanceof ArrayNode array) {
            array.forEach(element -> asAProviderAnswers(element, schema.path("items"), root));
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static void strict(JsonNode schema, String path, List<String> problems) {
        Stream.of("minLength", "maxLength", "format", "if", "then", "else", "allOf", "oneOf", "not", "uniqueItems")
                .filter(schema::has)
                .forEach(keyword -> problems.add(path + ": " + keyword));
        schema.properties().stream()
                .filter(keyword -> keyword.getKey().startsWith("x-"))
                .forEach(keyword -> problems.add(path + ": " + keyword.getKey()));
        if (schema.path("type").toString().contains("\"object\"")) {
            List<String> names = names(schema.path("properties"));
            List<String> required = new ArrayList<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            if (!schema.path("additionalProperties").toString().equals("false") || !required.equals(names)) {
                problems.add(path + ": object is not closed");
            }
        }
        for (String children : Set.of("properties", "$defs")) {
            schema.path(children)
                    .properties()
                    .forEach(child -> strict(child.getValue(), path + "/" + child.getKey(), problems));
        }
        if (schema.has("items")) {
            strict(schema.path("items"), path + "/*", problems);
        }
        schema.path("anyOf").forEach(child -> strict(child, path + "/anyOf", problems));
    }

    private static void described(JsonNode schema, String path, List<String> missing) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode field = property.getValue();
            if (field.path("description").asText().isBlank() && !field.has("$ref")) {
                missing.add(path + "/" + property.getKey());
            }
            described(field, path + "/" + property.getKey(), missing);
            described(field.path("items"), path + "/" + property.getKey() + "/*", missing);
        });
        schema.path("$defs").properties().forEach(def -> described(def.getValue(), "#" + def.getKey(), missing));
    }
}
