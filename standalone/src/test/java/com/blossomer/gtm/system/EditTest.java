package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user changes one asset, and everything that rests on it follows, at the price of that and no more. */
class EditTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Set<String> OPEN = Set.of("pending", "running");

    @TempDir
    private static Path data;

    private static StubServer stub;
    private static Standalone system;
    private static ApiClient api;
    private static Outside outside;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(5)));
        system = Standalone.start(StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.roles.search", "false")
                .with("blossomer.openai.api-key", "test")
                .with("blossomer.openai.base-url", stub.openAiBaseUrl()));
        api = new ApiClient(system.url(), system.apiKey());
        outside = new Outside(stub);
    }

    @AfterAll
    static void stop() {
        api.close();
        system.close();
        stub.close();
    }

    @Test
    void what_rests_on_an_edited_asset_is_made_anew_and_the_next_edit_builds_on_it() throws Exception {
        String id = completedCampaign(1);
        JsonNode before = body(api.campaign(id), 200);
        long calls = outside.calls();
        long pages = outside.pages();
        JsonNode icp = named(before, "icp", "Blasting foremen at open pits");

        JsonNode edit = body(api.put("/campaigns/" + id + "/assets/icp", icp, "\"1\""), 202);
        JsonNode first = ended(id, edit.path("run").asInt());

        assertThat(names(edit.path("regenerated")))
                .containsExactlyInAnyOrder("positioning", "valueprops", "usecasefit", "email");
        assertThat(outside.calls() - calls).as("calls").isEqualTo(4);
        assertThat(outside.pages()).as("pages").isEqualTo(pages);
        assertThat(body(api.campaign(id), 200)).as("it is current").isEqualTo(first);
        assertThat(first.path("assets").path("icp")).isEqualTo(icp);
        assertThat(first.path("provenance").path("icp").path("source").asText()).isEqualTo("given");
        assertThat(first.path("provenance").path("icp").path("edited_from").asInt())
                .isEqualTo(1);
        assertThat(first.path("assets").path("overview"))
                .isEqualTo(before.path("assets").path("overview"));
        assertThat(first.path("provenance").path("overview").path("cache_hit").asBoolean())
                .isTrue();
        assertThat(first.path("provenance").path("email").path("source").asText())
                .isEqualTo("model");
        assertThat(body(api.get("/campaigns/" + id + "?run=1"), 200).path("assets"))
                .isEqualTo(before.path("assets"));
        assertThat(first.path("stages").findValuesAsText("stage"))
                .isEqualTo(before.path("stages").findValuesAsText("stage"));

        JsonNode second = edited(id, "positioning", text(first, "positioning", "why_us_why_now"));
        assertThat(outside.calls() - calls).as("three more").isEqualTo(7);
        assertThat(second.path("assets").path("icp")).isEqualTo(icp);
        assertThat(second.path("provenance").path("icp").path("edited_from").asInt())
                .isEqualTo(1);

        JsonNode third =
                body(api.put("/campaigns/" + id + "/assets/overview", text(second, "overview", "description")), 202);
        assertThat(names(third.path("replaced"))).containsExactlyInAnyOrder("icp", "positioning");
        assertThat(ended(id, third.path("run").asInt())
                        .path("provenance")
                        .path("icp")
                        .has("edited_from"))
                .isFalse();
        assertThat(outside.repeated()).as("nothing was paid for twice").isZero();
        JsonNode usage = body(api.get("/usage?group_by=day,provider,model,stage,source,batch"), 200);
        assertThat(usage.findValuesAsText("source")).as(usage.toString()).containsOnly("live");
    }

    @Test
    void a_replay_keeps_what_was_edited() throws Exception {
        String id = completedCampaign(2);
        JsonNode icp = named(body(api.campaign(id), 200), "icp", "Buyers of blasting mats");
        edited(id, "icp", icp);
        long calls = outside.calls();
        ObjectNode request = JSON.createObjectNode().put("unchanged", true);
        request.putObject("cohort").putArray("campaigns").add(id);

        String replay = "/replays/"
                + body(api.post("/replays", request), 202).path("replay_id").asText();
        JsonNode over = await().atMost(PATIENCE)
                .until(
                        () -> body(api.get(replay), 200),
                        one -> one.path("status").asText().equals("finished"));

        JsonNode run = ended(id, over.path("run").asInt());
        assertThat(run.path("status").asText()).isEqualTo("completed");
        assertThat(run.path("assets").path("icp")).isEqualTo(icp);
        assertThat(outside.calls()).as("nothing new").isEqualTo(calls);
    }

    @Test
    void what_cannot_be_is_refused_and_says_what_to_do() throws Exception {
        String id = new Campaigns(api)
                .run(List.of(stub.site(3)), PATIENCE)
                .getFirst()
                .path("campaign_id")
                .asText();
        JsonNode icp = body(api.campaign(id), 200).path("assets").path("icp");

        ObjectNode nameless = icp.deepCopy();
        nameless.remove("name");
        ((ObjectNode) nameless.path("persona")).put("job_titles", "anybody");
        JsonNode invalid = body(api.put("/campaigns/" + id + "/assets/icp", nameless), 422);
        assertThat(invalid.path("type").asText()).isEqualTo("/problems/invalid-asset");
        assertThat(invalid.path("errors").findValuesAsText("pointer")).contains("#/persona/job_titles");
        assertThat(invalid.path("detail").asText()).contains("name");
        assertThat(body(api.put("/campaigns/" + id + "/assets/icp", icp, "\"7\""), 412)
                        .path("run")
                        .asInt())
                .isEqualTo(1);
        assertThat(body(api.put("/campaigns/" + id + "/assets/slogan", icp), 404)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/unknown-asset");
        body(api.put("/campaigns/cmp_nobody/assets/icp", icp), 404);
        assertThat(body(api.campaign(id), 200).path("run").asInt()).isEqualTo(1);
    }

    @Test
    void a_campaign_whose_request_is_not_kept_any_more_can_be_edited_no_more_and_stays_as_it_is() throws Exception {
        String id = completedCampaign(4);
        JsonNode before = body(api.campaign(id), 200);
        forgetRequests();

        JsonNode refused =
                body(api.put("/campaigns/" + id + "/assets/icp", named(before, "icp", "Foremen of open pits")), 409);

        assertThat(refused.path("type").asText()).isEqualTo("/problems/request-gone");
        assertThat(refused.path("detail").asText()).contains("POST /campaigns");
        assertThat(body(api.campaign(id), 200)).isEqualTo(before);
    }

    /** As retention does in the end. */
    private static void forgetRequests() throws Exception {
        String kafka = ServerAddress.running(data).orElseThrow().kafkaBootstrapServers();
        String topic = Topics.CAMPAIGN_COMMANDS.name();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .partitions()
                    .forEach(partition -> all.put(
                            new TopicPartition(topic, partition.partition()), RecordsToDelete.beforeOffset(-1)));
            admin.deleteRecords(all).all().get();
        }
    }

    private static String completedCampaign(int site) throws Exception {
        Campaigns campaigns = new Campaigns(api);
        String id = campaigns.submit(stub.site(site));
        assertThat(campaigns.await(id, PATIENCE).path("status").asText()).isEqualTo("completed");
        return id;
    }

    private static ObjectNode named(JsonNode campaign, String asset, String name) {
        return ((ObjectNode) campaign.path("assets").path(asset).deepCopy()).put("name", name);
    }

    private static ObjectNode text(JsonNode campaign, String asset, String field) {
        ObjectNode edited = campaign.path("assets").path(asset).deepCopy();
        return edited.put(field, edited.path(field).asText() + " As we say it ourselves.");
    }

    private static JsonNode edited(String id, String asset, JsonNode json) throws Exception {
        JsonNode edit = body(api.put("/campaigns/" + id + "/assets/" + asset, json), 202);
        JsonNode run = ended(id, edit.path("run").asInt());
        assertThat(run.path("status").asText()).isEqualTo("completed");
        return run;
    }

    private static JsonNode ended(String id, int run) {
        return await().atMost(PATIENCE)
                .until(
                        () -> body(api.get("/campaigns/" + id + "?run=" + run), 200),
                        one -> !OPEN.contains(one.path("status").asText()));
    }

    private static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        ((ArrayNode) list).forEach(name -> names.add(name.asText()));
        return names;
    }

    private static JsonNode body(Answer answer, int status) {
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(status);
        return answer.body();
    }
}
