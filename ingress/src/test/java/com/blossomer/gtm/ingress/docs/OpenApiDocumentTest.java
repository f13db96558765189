package com.blossomer.gtm.ingress.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenApiDocumentTest {

    private static final String OTHER_MODULE = """
            openapi: 3.0.1
            info: {title: Other, version: "9"}
            paths:
              /campaigns/{id}:
                get:
                  operationId: campaign
                  responses: {"200": {description: ok}}
              /campaigns:
                get:
                  operationId: campaigns
                  responses: {"200": {description: ok}}
                post:
                  operationId: not_ours
                  responses: {"200": {description: ok}}
            components:
              schemas:
                Problem: {type: string}
                Cursor: {type: string, nullable: true}
            """;

    private final AssetCatalog catalog = AssetCatalog.load();
    private final ObjectNode document = document();

    @Test
    void every_asset_of_the_catalogue_has_a_route_and_so_has_one_that_is_only_a_folder_of_test_resources() {
        assertThat(catalog.all()).extracting(AssetType::name).contains("pitch");
        for (AssetType type : catalog.all()) {
            JsonNode post = document.at("/paths/~1campaigns~1" + type.name() + "/post");
            assertThat(post.path("operationId").asText()).isEqualTo("create_" + type.name());
            assertThat(post.path("description").asText()).isEqualTo(type.description());
            assertThat(post.at("/responses/200/content/application~1json/schema/$ref")
                            .asText())
                    .isEqualTo("#/components/schemas/" + type.name());
        }
        assertThat(document.path("paths").has("/campaigns/{asset}")).isFalse();
    }

    @Test
    void an_asset_is_described_by_its_own_output_schema() {
        JsonNode pitch = document.at("/components/schemas/pitch");

        assertThat(pitch.at("/properties/pitch/minLength").asInt()).isEqualTo(3);
        assertThat(pitch.at("/properties/listener/$ref").asText())
                .isEqualTo("#/components/schemas/pitch/$defs/listener");
    }

    @Test
    void a_request_takes_the_assets_that_it_rests_on_as_context() {
        JsonNode context = document.at("/components/schemas/pitch_request/properties/llm_inferred_context/properties");

        assertThat(context.properties()).extracting(entry -> entry.getKey()).containsExactly("overview", "icp");
    }

    @Test
    void every_reference_leads_somewhere() {
        List<String> references = new ArrayList<>();
        collect(document, references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    @Test
    void the_routes_of_other_modules_are_merged_in_and_what_is_known_is_kept() {
        assertThat(document.at("/info/title").asText()).isEqualTo("Blossomer GTM");
        assertThat(document.at("/paths/~1campaigns~1{id}/get/operationId").asText())
                .isEqualTo("campaign");
        assertThat(document.at("/paths/~1campaigns/get/operationId").asText()).isEqualTo("campaigns");
        assertThat(document.at("/paths/~1campaigns/post/operationId").asText()).isEqualTo("create_campaign");
        assertThat(document.at("/components/schemas/Problem/type").asText()).isEqualTo("object");
    }

    @Test
    void a_nullable_of_an_older_description_becomes_a_type() {
        assertThat(document.at("/components/schemas/Cursor").toString()).isEqualTo("{\"type\":[\"string\",\"null\"]}");
    }

    private ObjectNode document() {
        List<String> descriptions = new ArrayList<>(DescriptionFiles.read(OpenApiDocumentTest.class.getClassLoader()));
        descriptions.add(OTHER_MODULE);
        return OpenApiDocument.of(descriptions, catalog);
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.path("$ref").isTextual()) {
            references.add(node.path("$ref").asText());
        }
        node.forEach(child -> collect(child, references));
    }
}
