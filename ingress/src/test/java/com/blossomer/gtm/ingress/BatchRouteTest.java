package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchRouteTest {

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
    void a_json_batch_makes_campaigns_of_the_batch_lane_and_tells_what_it_could_not_use() {
        HttpResponse<String> response = ingress.send(ingress.post("/batches", """
                {"websites": ["silent-a.batch.example.com", "not a URL",
                              {"website_url": "silent-b.batch.example.com", "user_inputted_context": "Clinics"}],
                 "assets": ["icp"]}"""));

        assertThat(response.statusCode()).isEqualTo(202);
        JsonNode answer = json(response);
        String batch = answer.path("batch_id").asText();
        assertThat(batch).matches("bat_[0-9a-z]{26}");
        assertThat(response.headers().firstValue("Location")).contains("/batches/" + batch);
        assertThat(answer.path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.path("rejected_count").asInt()).isEqualTo(1);
        assertThat(answer.at("/rejected/0/line").asInt()).isEqualTo(2);
        assertThat(answer.at("/rejected/0/problem").asText()).contains("\"not a URL\" is not a URL");
        assertThat(run("silent-a.batch.example.com"))
                .isEqualTo(StartRun.newBuilder()
                        .setWebsiteUrl("silent-a.batch.example.com")
                        .setAssets(List.of("icp"))
                        .setLane(Lane.BATCH)
                        .setBatchId(batch)
                        .setPromptVersions(Map.of("overview", "1", "icp", "1"))
                        .build());
        assertThat(run("silent-b.batch.example.com").getUserContext()).isEqualTo("Clinics");
    }

    @Test
    void csv_rows_become_campaigns() {
        HttpResponse<String> response = ingress.send(ingress.to("/batches?assets=icp,email")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(
                        "name,website_url\nOne,silent-1.csv.example.com\nTwo,\nThree,silent-3.csv.example.com\n")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(2);
        assertThat(json(response).at("/rejected/0/line").asInt()).isEqualTo(3);
        assertThat(run("silent-3.csv.example.com").getAssets()).containsExactly("icp", "email");
    }

    @Test
    void a_batch_longer_than_any_single_body_is_streamed() {
        int rows = 60_000;
        var lines = Collections.enumeration(IntStream.range(0, rows)
                .mapToObj(i -> (InputStream)
                        new ByteArrayInputStream("{\"website_url\": \"https://silent-%06d.long.example.com/%s\"}\n"
                                .formatted(i, "x".repeat(150))
                                .getBytes(StandardCharsets.UTF_8)))
                .toList());

        HttpResponse<String> response = ingress.send(ingress.to("/batches?assets=icp")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new SequenceInputStream(lines))));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(rows);
        String last = "silent-%06d.long.example.com/%s".formatted(rows - 1, "x".repeat(150));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(pipeline.commands(last)).hasSize(1));
    }

    @Test
    void a_batch_sent_again_with_its_key_is_the_same_batch_of_the_same_campaigns() {
        JsonNode first = keyed();
        JsonNode second = keyed();

        assertThat(second.path("batch_id").asText())
                .isEqualTo(first.path("batch_id").asText());
        await().untilAsserted(() -> {
            List<CampaignCommand> commands = pipeline.commands("silent.keyed-batch.example.com");
            assertThat(commands).hasSize(4);
            assertThat(commands.stream().map(CampaignCommand::getCampaignId).distinct())
                    .hasSize(2);
        });
    }

    @Test
    void a_batch_of_nothing_usable_is_refused_and_says_why() {
        HttpResponse<String> response = ingress.send(ingress.post("/batches", "{\"websites\": [\"not a URL\", 7]}"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("type").asText()).isEqualTo("/problems/empty-batch");
        assertThat(json(response).path("rejected")).hasSize(2);
    }

    @Test
    void an_unknown_asset_is_refused_before_anything_is_read() {
        HttpResponse<String> response = ingress.send(ingress.to("/batches?assets=ufo")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("website_url\nsilent.refused.example.com\n")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("detail").asText()).contains("\"ufo\", which is no asset");
    }

    private static JsonNode keyed() {
        return json(ingress.send(ingress.post("/batches", """
                        {"websites": ["silent.keyed-batch.example.com", "https://silent.keyed-batch.example.com/"]}""").header("Idempotency-Key", "batch-1")));
    }

    private static StartRun run(String site) {
        return (StartRun) await().until(() -> pipeline.commands(site), commands -> !commands.isEmpty())
                .getFirst()
                .getBody();
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return new JsonMapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }
}
