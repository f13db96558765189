package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The third use of the product: another prompt, past campaigns, what it costs, what it changes, and yes or no. */
class ReplayTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CAMPAIGNS = 4;

    @TempDir
    private static Path data;

    private static StubServer stub;
    private static Standalone system;
    private static ApiClient api;
    private static Outside outside;
    private static final List<String> IDS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(5)));
        system = Standalone.start(StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.roles.search", "false")
                .with("blossomer.llm.prices", "openai/*=2/10/0.5")
                .with("blossomer.openai.api-key", "test")
                .with("blossomer.openai.base-url", stub.openAiBaseUrl()));
        api = new ApiClient(system.url(), system.apiKey());
        outside = new Outside(stub);
        Campaigns campaigns = new Campaigns(api);
        for (int i = 1; i <= CAMPAIGNS; i++) {
            IDS.add(campaigns.submit(stub.site(i)));
        }
        for (String id : IDS) {
            assertThat(campaigns.await(id, PATIENCE).path("status").asText()).isEqualTo("completed");
        }
    }

    @AfterAll
    static void stop() {
        api.close();
        system.close();
        stub.close();
    }

    @Test
    void an_edited_prompt_is_previewed_replayed_compared_promoted_and_taken_back() throws Exception {
        String version = publish("positioning");
        ObjectNode request = request("positioning", version);

        JsonNode preview = body(api.post("/replays/preview", request), 200);
        assertThat(preview.path("campaigns").asInt()).isEqualTo(CAMPAIGNS);
        assertThat(preview.path("unreachable").asInt()).isZero();
        List<String> reached = List.of("email", "positioning", "usecasefit", "valueprops");
        assertThat(preview.path("calls").properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactlyElementsOf(reached);
        assertThat(preview.path("cache_hits").asInt()).isEqualTo(2 * CAMPAIGNS);
        long before = outside.calls();

        JsonNode started = body(api.post("/replays", request), 202);
        JsonNode ended = finished(started.path("replay_id").asText());

        assertThat(outside.calls() - before).as("calls").isEqualTo((long) reached.size() * CAMPAIGNS);
        assertThat(ended.path("calls").asInt()).isEqualTo(reached.size() * CAMPAIGNS);
        assertThat(ended.path("counts").path("completed").asInt()).isEqualTo(CAMPAIGNS);
        assertThat(ended.path("cost_usd").decimalValue())
                .isCloseTo(preview.path("cost_usd").decimalValue(), Percentage.withPercentage(10));
        assertThat(outside.repeated()).as("nothing was paid for twice").isZero();
        assertThat(version(IDS.getFirst())).as("in the shadow").isEqualTo("1");

        String replay = "/replays/" + ended.path("replay_id").asText();
        JsonNode diff = body(api.get(replay + "/diff?limit=2"), 200);
        assertThat(diff.path("campaigns")).hasSize(2);
        assertThat(diff.path("next_cursor").asText()).isEqualTo("2");
        JsonNode positioning = find(diff.path("summary"), "positioning");
        assertThat(positioning.path("changed").asInt()).isEqualTo(CAMPAIGNS);
        assertThat(positioning.path("words_before").asDouble())
                .isGreaterThan(20)
                .isCloseTo(positioning.path("words_after").asDouble(), within(2.0));
        assertThat(find(diff.path("summary"), "icp").path("changed").asInt()).isZero();
        JsonNode field = find(diff.at("/campaigns/0/assets"), "positioning").at("/fields/0");
        assertThat(field.path("path").asText()).isEqualTo("/confidence");
        assertThat(field.path("after").asText())
                .isEqualTo("high")
                .isNotEqualTo(field.path("before").asText());

        assertThat(api.post(replay + "/undo").status()).as("not promoted").isEqualTo(409);
        assertThat(body(api.post(replay + "/promote"), 202).path("status").asText())
                .isEqualTo("promoted");
        for (String id : IDS) {
            assertThat(version(id)).isEqualTo(version);
        }
        assertThat(api.post(replay + "/discard").status()).as("promoted").isEqualTo(409);
        body(api.post(replay + "/undo"), 202);
        assertThat(version(IDS.getFirst())).isEqualTo("1");
        assertThat(api.post(replay + "/discard").status()).isEqualTo(204);
        assertThat(api.get(replay).status()).isEqualTo(404);
        assertThat(api.get("/campaigns/" + IDS.getFirst() + "?run="
                                + ended.path("run").asInt())
                        .status())
                .isEqualTo(404);
        assertThat(version(IDS.getFirst())).isEqualTo("1");
    }

    @Test
    void nothing_changed_asks_nobody_and_ends_with_the_same_assets() throws Exception {
        ObjectNode request = request("icp", "1");
        assertThat(body(api.post("/replays", request), 422).path("type").asText())
                .isEqualTo("/problems/nothing-changes");
        long before = outside.calls();

        JsonNode ended = finished(body(api.post("/replays", request.put("unchanged", true)), 202)
                .path("replay_id")
                .asText());

        assertThat(outside.calls()).isEqualTo(before);
        assertThat(ended.path("calls").asInt()).isZero();
        assertThat(ended.path("cost_usd").decimalValue()).isEqualByComparingTo(BigDecimal.ZERO);
        JsonNode diff = body(api.get("/replays/" + ended.path("replay_id").asText() + "/diff"), 200);
        assertThat(diff.path("summary")).hasSize(6).allSatisfy(asset -> {
            assertThat(asset.path("compared").asInt()).isEqualTo(CAMPAIGNS);
            assertThat(asset.path("changed").asInt()).isZero();
        });
        assertThat(diff.path("campaigns"))
                .allSatisfy(one -> assertThat(one.path("assets")).isEmpty());
    }

    @Test
    void a_cohort_can_be_a_range_of_the_topic_itself_and_a_sample_of_it() throws Exception {
        ObjectNode request = JSON.createObjectNode().put("sample", 2).put("unchanged", true);
        var offsets = request.putObject("cohort").putArray("offsets");
        for (int partition = 0; partition < 64; partition++) {
            offsets.addObject().put("partition", partition).put("from", 0).put("to", 1_000);
        }

        assertThat(body(api.post("/replays/preview", request), 200)
                        .path("campaigns")
                        .asInt())
                .isEqualTo(2);
        JsonNode ended = finished(
                body(api.post("/replays", request), 202).path("replay_id").asText());
        assertThat(ended.path("counts").path("completed").asInt()).isEqualTo(2);
    }

    @Test
    void what_is_wrong_with_a_replay_is_said() throws Exception {
        assertThat(refused("{\"cohort\": {}}")).contains("cohort must be an object");
        assertThat(refused("{\"cohort\": {\"batches\": \"x\"}}")).contains("batches is no field of a cohort");
        assertThat(refused("{\"cohort\": {\"site\": \"acme.com\"}, \"prompts\": {\"icp\": \"nope\"}}"))
                .contains("no version and no label \"nope\"");
        assertThat(refused("{\"cohort\": {\"site\": \"acme.com\"}, \"models\": [\"gpt\"]}"))
                .contains("provider/model");
        assertThat(body(api.post("/replays", JSON.readTree("{\"cohort\": {\"site\": \"nobody.example\"}}")), 422)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/empty-cohort");
    }

    private static String refused(String request) throws IOException, InterruptedException {
        return body(api.post("/replays", JSON.readTree(request)), 400)
                .path("detail")
                .asText();
    }

    private static ObjectNode request(String asset, String version) {
        ObjectNode request = JSON.createObjectNode();
        IDS.forEach(request.putObject("cohort").putArray("campaigns")::add);
        request.putObject("prompts").put(asset, version);
        return request;
    }

    private static String publish(String asset) throws IOException, InterruptedException {
        String system = body(api.get("/prompts/" + asset + "/versions/production"), 200)
                .path("system")
                .asText();
        return body(
                        api.post(
                                "/prompts/" + asset + "/versions",
                                JSON.createObjectNode().put("system", system + "\nBe sure of yourself.")),
                        201)
                .path("version")
                .asText();
    }

    private static JsonNode finished(String replay) {
        return await().atMost(PATIENCE)
                .until(
                        () -> body(api.get("/replays/" + replay), 200),
                        one -> one.path("status").asText().equals("finished"));
    }

    private static String version(String campaign) throws IOException, InterruptedException {
        return body(api.campaign(campaign), 200)
                .at("/provenance/positioning/prompt_version")
                .asText();
    }

    private static JsonNode find(JsonNode assets, String asset) {
        for (JsonNode one : assets) {
            if (one.path("asset").asText().equals(asset)) {
                return one;
            }
        }
        throw new AssertionError(asset + " is not in " + assets);
    }

    private static JsonNode body(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        return answer.body();
    }
}
