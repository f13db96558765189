package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.events.StartRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PromptRoutesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static RunningIngress ingress;
    private static FakePipeline pipeline;

    @BeforeAll
    static void start() {
        ingress = RunningIngress.onKafka();
        pipeline = new FakePipeline(ingress.kafka());
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        ingress.close();
    }

    @Test
    void every_asset_is_made_with_the_version_that_the_product_brings_along() {
        JsonNode prompts = body(get("/prompts"), 200).path("prompts");

        assertThat(prompts.findValuesAsText("asset"))
                .contains("overview", "icp", "positioning", "valueprops", "usecasefit", "email");
        JsonNode overview = find(prompts, "overview");
        assertThat(overview.at("/labels/production").asText()).isEqualTo("1");
        assertThat(overview.path("title").asText()).isNotEmpty();
    }

    @Test
    void a_version_is_published_once_and_shown_with_what_was_changed() {
        ObjectNode draft = JSON.createObjectNode()
                .put("system", shown("valueprops", "production").path("system").asText() + "\nBe brief.")
                .put("temperature", 0.1)
                .put("note", "Briefer");
        draft.set("output_schema", shown("valueprops", "production").path("output_schema"));

        JsonNode version = body(publish("valueprops", draft), 201);

        String name = version.path("version").asText();
        assertThat(name).matches("[0-9a-f]{12}");
        assertThat(version.path("hash").asText()).startsWith(name);
        assertThat(version.path("based_on").asText()).isEqualTo("1");
        assertThat(version.path("temperature").asDouble()).isEqualTo(0.1);
        assertThat(body(publish("valueprops", draft), 200).path("version").asText())
                .as("the same texts and settings")
                .isEqualTo(name);
        assertThat(body(get("/prompts/valueprops/versions"), 200)
                        .path("versions")
                        .findValuesAsText("version"))
                .containsExactly(name, "1");
        JsonNode diff = body(get("/prompts/valueprops/diff?from=production&to=" + name), 200);
        assertThat(diff.at("/parts/system").asText()).contains("+Be brief.");
        assertThat(diff.at("/parts/settings").asText()).contains("-temperature: 0.4", "+temperature: 0.1");
        assertThat(diff.path("parts").has("prompt")).isFalse();
        assertThat(diff.path("parts").has("output_schema"))
                .as("the same, laid out otherwise")
                .isFalse();
    }

    @Test
    void nothing_changed_is_the_version_that_is_there() {
        assertThat(body(publish("icp", JSON.createObjectNode()), 200)
                        .path("version")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void a_label_moves_and_new_campaigns_are_pinned_to_what_production_points_at() {
        String first = version("usecasefit", "First try.");
        String second = version("usecasefit", "Second try.");

        body(label("usecasefit", "candidate", first), 200);
        assertThat(shown("usecasefit", "candidate").path("version").asText()).isEqualTo(first);
        body(label("usecasefit", "candidate", second), 200);
        assertThat(shown("usecasefit", "candidate").path("version").asText()).isEqualTo(second);
        assertThat(pinned("silent-before.example.com").getPromptVersions()).containsEntry("usecasefit", "1");

        body(label("usecasefit", "production", "candidate"), 200);

        assertThat(pinned("silent-after.example.com").getPromptVersions())
                .containsEntry("usecasefit", second)
                .containsEntry("overview", "1");
        body(label("usecasefit", "production", "1"), 200);
        assertThat(pinned("silent-back.example.com").getPromptVersions()).containsEntry("usecasefit", "1");
    }

    @Test
    void what_cannot_be_rendered_or_checked_is_refused_and_says_why() {
        assertThat(refused("icp", "prompt", "{{block \"overview\"}} {{block \"secrets\"}}"))
                .contains("prompt.hbs", "there is no block \"secrets\"");
        assertThat(refused("icp", "prompt", "Nothing of the company.")).contains("never shows [overview]");
        assertThat(refused("icp", "prompt", "{{#given \"user_context\"}} {{block \"overview\"}}"))
                .contains("prompt.hbs");
        assertThat(refused("icp", "output_schema", "{\"type\": \"array\"}")).contains("type must be object");
        assertThat(refused("icp", "tier", "genius")).contains("fast, standard, strong");
        assertThat(body(get("/prompts/icp/versions"), 200).path("versions")).hasSize(1);
    }

    @Test
    void what_is_not_there_is_told() {
        assertThat(body(get("/prompts/ufo/versions"), 404).path("type").asText())
                .isEqualTo("/problems/unknown-asset");
        assertThat(body(get("/prompts/icp/versions/none"), 404).path("detail").asText())
                .contains("no version and no label \"none\"");
        assertThat(body(label("icp", "candidate", "0123456789ab"), 404)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/unknown-prompt-version");
        assertThat(body(label("icp", "Prod", "1"), 400).path("detail").asText()).contains("cannot be a label");
        assertThat(body(label("icp", "0123456789ab", "1"), 400).path("detail").asText())
                .contains("cannot be a label");
        assertThat(body(publish("icp", JSON.createObjectNode().put("temprature", 1)), 400)
                        .path("detail")
                        .asText())
                .contains("temprature is no field");
    }

    private static String version(String asset, String added) {
        String system = shown(asset, "1").path("system").asText() + "\n" + added;
        return body(publish(asset, JSON.createObjectNode().put("system", system)), 201)
                .path("version")
                .asText();
    }

    private static String refused(String asset, String field, String value) {
        return body(publish(asset, JSON.createObjectNode().put(field, value)), 422)
                .path("detail")
                .asText();
    }

    private static StartRun pinned(String site) {
        ingress.send(ingress.post("/campaigns", "{\"website_url\": \"" + site + "\"}"));
        return (StartRun) await().atMost(Duration.ofSeconds(60))
                .until(() -> pipeline.commands(site), commands -> !commands.isEmpty())
                .getFirst()
                .getBody();
    }

    private static JsonNode shown(String asset, String version) {
        return body(get("/prompts/" + asset + "/versions/" + version), 200);
    }

    private static HttpResponse<String> get(String path) {
        return ingress.send(ingress.to(path).GET());
    }

    private static HttpResponse<String> publish(String asset, ObjectNode draft) {
        return ingress.send(ingress.post("/prompts/" + asset + "/versions", draft.toString()));
    }

    private static HttpResponse<String> label(String asset, String label, String version) {
        return ingress.send(ingress.to("/prompts/" + asset + "/labels/" + label)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString("{\"version\": \"" + version + "\"}")));
    }

    private static JsonNode find(JsonNode prompts, String asset) {
        return List.of(JSON.convertValue(prompts, JsonNode[].class)).stream()
                .filter(one -> one.path("asset").asText().equals(asset))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode body(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(response.body(), e);
        }
    }
}
