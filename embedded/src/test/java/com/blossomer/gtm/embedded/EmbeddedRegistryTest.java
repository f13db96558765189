package com.blossomer.gtm.embedded;

import static com.blossomer.gtm.embedded.RestClient.schemaBody;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.embedded.RestClient.Answer;
import org.junit.jupiter.api.Test;

class EmbeddedRegistryTest {

    private static final String ONE =
            "{\"type\":\"record\",\"name\":\"Lead\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"}]}";
    private static final String WITH_DEFAULT =
            "{\"type\":\"record\",\"name\":\"Lead\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"},"
                    + "{\"name\":\"b\",\"type\":\"int\",\"default\":0}]}";
    private static final String WITHOUT_DEFAULT =
            "{\"type\":\"record\",\"name\":\"Lead\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"},"
                    + "{\"name\":\"b\",\"type\":\"int\"}]}";

    private final RestClient registry = new RestClient(EmbeddedBackends.shared().registryUrl());

    @Test
    void the_root_and_the_types_tell_what_it_is() throws Exception {
        assertThat(registry.get("/").body()).hasToString("{}");
        assertThat(registry.get("/schemas/types").body()).hasToString("[\"AVRO\"]");
        assertThat(registry.get("/mode").body().path("mode").asText()).isEqualTo("READWRITE");
        assertThat(registry.get("/subjects").contentType()).isEqualTo("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void a_schema_is_kept_as_submitted_and_found_by_id_version_and_text() throws Exception {
        String spaced = ONE.replace(",", ",  ").replace("Lead", "Spaced");
        int id = registry.register("kept-value", spaced).body().path("id").asInt();
        assertThat(id).isPositive();
        assertThat(registry.get("/schemas/ids/" + id).body().path("schema").asText())
                .isEqualTo(spaced);
        Answer latest = registry.get("/subjects/kept-value/versions/latest");
        assertThat(latest.body().path("schema").asText()).isEqualTo(spaced);
        assertThat(latest.body().path("version").asInt()).isEqualTo(1);
        assertThat(registry.get("/subjects/kept-value/versions/1/schema")
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("Spaced");
        assertThat(registry.call("POST", "/subjects/kept-value", schemaBody(spaced))
                        .body()
                        .path("id")
                        .asInt())
                .isEqualTo(id);
        assertThat(registry.get("/subjects").body().toString()).contains("\"kept-value\"");
    }

    @Test
    void the_same_schema_has_one_id_under_all_subjects() throws Exception {
        int first = registry.register("same-a-value", ONE).body().path("id").asInt();
        assertThat(registry.register("same-a-value", ONE).body().path("id").asInt())
                .isEqualTo(first);
        assertThat(registry.register("same-b-value", ONE.replace(":", ": "))
                        .body()
                        .path("id")
                        .asInt())
                .isEqualTo(first);
        assertThat(registry.get("/schemas/ids/" + first + "/versions").body().toString())
                .contains(
                        "{\"subject\":\"same-a-value\",\"version\":1}", "{\"subject\":\"same-b-value\",\"version\":1}");
    }

    @Test
    void a_new_version_must_read_the_records_of_the_last_one() throws Exception {
        registry.register("evolving-value", ONE);
        Answer refused = registry.register("evolving-value", WITHOUT_DEFAULT);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.body().path("message").asText()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(registry.register("evolving-value", WITH_DEFAULT).status()).isEqualTo(200);
        assertThat(registry.get("/subjects/evolving-value/versions").body()).hasToString("[1,2]");
        String check = "/compatibility/subjects/evolving-value/versions/latest";
        assertThat(registry.call("POST", check, schemaBody(ONE)).body()).hasToString("{\"is_compatible\":true}");
        Answer verbose = registry.call(
                "POST", "/compatibility/subjects/evolving-value/versions/1?verbose=true", schemaBody(WITHOUT_DEFAULT));
        assertThat(verbose.body().path("is_compatible").asBoolean()).isFalse();
        assertThat(verbose.body().path("messages")).isNotEmpty();
    }

    @Test
    void the_level_of_a_subject_decides_what_is_compatible() throws Exception {
        assertThat(registry.get("/config").body()).hasToString("{\"compatibilityLevel\":\"BACKWARD\"}");
        assertThat(registry.get("/config/free-value").code()).isEqualTo(40408);
        registry.register("free-value", ONE);
        assertThat(registry.call("PUT", "/config/free-value", "{\"compatibility\":\"NONE\"}")
                        .body())
                .hasToString("{\"compatibility\":\"NONE\"}");
        assertThat(registry.register("free-value", "\"int\"").status()).isEqualTo(200);
        assertThat(registry.call("PUT", "/config/free-value", "{\"compatibility\":\"SOME\"}")
                        .code())
                .isEqualTo(42203);
    }

    @Test
    void what_is_not_there_is_told_apart() throws Exception {
        registry.register("there-value", ONE);
        assertThat(registry.get("/subjects/nowhere/versions").code()).isEqualTo(40401);
        assertThat(registry.get("/subjects/there-value/versions/7").code()).isEqualTo(40402);
        assertThat(registry.get("/subjects/there-value/versions/0").code()).isEqualTo(42202);
        assertThat(registry.get("/schemas/ids/99999").code()).isEqualTo(40403);
        assertThat(registry.call("POST", "/subjects/there-value", schemaBody("\"long\""))
                        .code())
                .isEqualTo(40403);
        assertThat(registry.get("/schemas/ids/99999").status()).isEqualTo(404);
    }

    @Test
    void an_invalid_schema_is_refused_and_nothing_is_kept() throws Exception {
        String unknown = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"NoSuchType\"}]}";
        String inArray = "{\"type\":\"array\",\"items\":\"Nowhere\"}";
        String badDefault =
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\",\"default\":\"x\"}]}";
        for (String schema :
                new String[] {"{", "\"nope\"", "", "[]]", unknown, inArray, badDefault, "{\"type\":\"record\"}"}) {
            Answer answer = registry.register("invalid-value", schema);
            assertThat(answer.status()).as(schema).isEqualTo(422);
            assertThat(answer.code()).as(schema).isEqualTo(42201);
        }
        assertThat(registry.get("/subjects/invalid-value/versions").status()).isEqualTo(404);
    }

    @Test
    void what_it_lacks_is_said() throws Exception {
        Answer protobuf = registry.call(
                "POST", "/subjects/p-value/versions", "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
        assertThat(protobuf.status()).isEqualTo(501);
        assertThat(protobuf.body().path("message").asText()).contains("Avro");
        assertThat(registry.get("/contexts").status()).isEqualTo(501);
        assertThat(registry.get("/associations/resources/-/leads").status()).isEqualTo(404);
        assertThat(registry.call("PUT", "/mode", "{\"mode\":\"IMPORT\"}").status())
                .isEqualTo(501);
        assertThat(registry.call("POST", "/subjects/p-value/versions", "not json")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_deleted_subject_is_gone_but_its_ids_can_still_be_read() throws Exception {
        int id = registry.register("gone-value", ONE.replace("Lead", "Gone"))
                .body()
                .path("id")
                .asInt();
        assertThat(registry.call("DELETE", "/subjects/gone-value?permanent=true", "")
                        .code())
                .isEqualTo(40405);
        assertThat(registry.call("DELETE", "/subjects/gone-value", "").body()).hasToString("[1]");
        assertThat(registry.get("/subjects/gone-value/versions").code()).isEqualTo(40401);
        assertThat(registry.get("/schemas/ids/" + id).status()).isEqualTo(200);
        assertThat(registry.call("DELETE", "/subjects/gone-value?permanent=true", "")
                        .body())
                .hasToString("[1]");
    }

    @Test
    void references_to_other_subjects_are_resolved() throws Exception {
        registry.register("shared.Lead", ONE.replace("\"Lead\"", "\"Lead\",\"namespace\":\"shared\""));
        String refers =
                "{\"type\":\"record\",\"name\":\"Deal\",\"fields\":[{\"name\":\"lead\",\"type\":\"shared.Lead\"}]}";
        assertThat(registry.register("deal-value", refers).code()).isEqualTo(42201);
        String body = RestClient.JSON
                .createObjectNode()
                .put("schema", refers)
                .set(
                        "references",
                        RestClient.JSON.readTree(
                                "[{\"name\":\"shared.Lead\",\"subject\":\"shared.Lead\",\"version\":1}]"))
                .toString();
        assertThat(registry.call("POST", "/subjects/deal-value/versions", body).status())
                .isEqualTo(200);
        assertThat(registry.get("/subjects/deal-value/versions/1").body().path("references"))
                .hasSize(1);
    }
}
