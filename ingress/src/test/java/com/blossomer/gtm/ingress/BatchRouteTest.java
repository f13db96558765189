package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.BatchReceived;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchRouteTest {

    private static RunningIngress ingress;
    private static StoredBatches stored;

    @BeforeAll
    static void start() {
        ingress = RunningIngress.onKafka();
        stored = new StoredBatches(ingress.kafka());
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_json_batch_is_stored_as_commands_of_the_batch_lane_and_tells_what_it_could_not_use() {
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
        List<StartRun> runs = runs(batch);
        assertThat(runs.getFirst())
                .isEqualTo(StartRun.newBuilder()
                        .setWebsiteUrl("silent-a.batch.example.com")
                        .setAssets(List.of("icp"))
                        .setLane(Lane.BATCH)
                        .setBatchId(batch)
                        .setPromptVersions(Map.of("overview", "1", "icp", "1"))
                        .build());
        assertThat(runs.getLast().getUserContext()).isEqualTo("Clinics");
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
        StartRun last = runs(json(response).path("batch_id").asText()).getLast();
        assertThat(last.getWebsiteUrl()).isEqualTo("silent-3.csv.example.com");
        assertThat(last.getAssets()).containsExactly("icp", "email");
        assertThat(last.getColumns()).containsExactly(Map.entry("name", "Three"));
    }

    @Test
    void a_batch_that_has_a_day_says_so_for_every_row_that_does_not_say_otherwise() {
        String json = """
                {"websites": ["silent-a.day.example.com", {"website_url": "silent-b.day.example.com", "economy": false}],
                 "assets": ["icp"], "economy": true}""";
        String ndjson = """
                "silent-a.day.example.com"
                {"website_url": "silent-b.day.example.com", "economy": false}
                """;
        String csv = "website_url,economy\nsilent-a.day.example.com,\nsilent-b.day.example.com,no\n";

        for (HttpResponse<String> response : List.of(
                ingress.send(ingress.post("/batches", json)),
                ingress.send(ingress.to("/batches?assets=icp&economy=true")
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(ndjson))),
                ingress.send(ingress.to("/batches?assets=icp&economy=true")
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(csv))))) {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
            assertThat(runs(json(response).path("batch_id").asText()))
                    .extracting(StartRun::getEconomy)
                    .containsExactly(true, false);
        }
        HttpResponse<String> refused = ingress.send(ingress.to("/batches?economy=maybe")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asText()).contains("economy must be true or false");
    }

    @Test
    void a_batch_longer_than_any_single_body_is_streamed() {
        int rows = 6_500;
        var lines = Collections.enumeration(IntStream.range(0, rows)
                .mapToObj(i -> (InputStream)
                        new ByteArrayInputStream("{\"website_url\": \"https://silent-%04d.long.example.com/%s\"}\n"
                                .formatted(i, "x".repeat(1_900))
                                .getBytes(StandardCharsets.UTF_8)))
                .toList());

        HttpResponse<String> response = ingress.send(ingress.to("/batches?assets=icp")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(() -> new SequenceInputStream(lines))));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(rows);
        String batch = json(response).path("batch_id").asText();
        List<StoredBatches.Row> all = stored.rows(batch);
        assertThat(all).hasSize(rows);
        BatchReceived received = received(batch);
        assertThat(received.getRows()).isEqualTo(rows);
        assertThat(received.getPartition()).isEqualTo(all.getFirst().partition());
        assertThat(received.getFirstOffset()).isEqualTo(all.getFirst().offset());
        assertThat(received.getEndOffset()).isEqualTo(all.getLast().offset() + 1);
    }

    @Test
    void a_batch_sent_again_with_its_key_is_the_same_batch_of_the_same_campaigns() {
        JsonNode first = keyed();
        JsonNode second = keyed();

        String batch = first.path("batch_id").asText();
        assertThat(second.path("batch_id").asText()).isEqualTo(batch);
        List<StoredBatches.Row> rows = stored.rows(batch);
        assertThat(rows).as("two rows, stored twice").hasSize(4);
        assertThat(rows.stream().map(row -> row.command().getCampaignId()).distinct())
                .hasSize(2);
        assertThat(rows.stream().map(row -> row.command().getTraceId()).distinct())
                .as("and the uploads can be told apart")
                .hasSize(2);
        assertThat(stored.events(batch)).hasSize(2);
    }

    @Test
    void a_site_that_comes_again_is_left_out_and_told() {
        HttpResponse<String> response = ingress.send(ingress.to("/batches?assets=icp")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(
                        "website_url\nsame.example.com\nother.example.com\nhttps://www.same.example.com/\n")));

        assertThat(json(response).path("accepted").asInt()).isEqualTo(2);
        assertThat(json(response).path("duplicates_count").asInt()).isEqualTo(1);
        assertThat(json(response).at("/duplicates/0/line").asInt()).isEqualTo(4);
        assertThat(json(response).at("/duplicates/0/first_line").asInt()).isEqualTo(2);
        String batch = json(response).path("batch_id").asText();
        assertThat(runs(batch)).hasSize(2);
        assertThat(received(batch).getDuplicates()).isEqualTo(1);
    }

    @Test
    void a_dry_run_says_what_would_come_of_it_and_stores_nothing() {
        HttpResponse<String> response = ingress.send(ingress.to("/batches?dry_run=true")
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "dry")
                .POST(BodyPublishers.ofString("website_url,crm\ndry.example.com,1\nnot a URL,2\n")));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(json(response).path("accepted").asInt()).isEqualTo(1);
        assertThat(json(response).path("rejected_count").asInt()).isEqualTo(1);
        assertThat(json(response).path("batch_id").isNull()).isTrue();
        assertThat(json(response).at("/columns/0").asText()).isEqualTo("crm");
        String id = "bat_" + CampaignIds.derived("default", "dry");
        assertThat(stored.rows(id)).isEmpty();
        assertThat(stored.events(id)).isEmpty();
    }

    @Test
    void sample_priority_and_columns_go_with_the_batch() {
        HttpResponse<String> response = ingress.send(ingress.post("/batches", """
                {"websites": [{"website_url": "options.example.com", "columns": {"crm_id": 7}}],
                 "sample": 20, "priority": -5}"""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        String batch = json(response).path("batch_id").asText();
        assertThat(runs(batch).getFirst().getColumns()).containsExactly(Map.entry("crm_id", "7"));
        assertThat(received(batch)).satisfies(received -> {
            assertThat(received.getSample()).isEqualTo(20);
            assertThat(received.getPriority()).isEqualTo(-5);
            assertThat(received.getColumns()).containsExactly("crm_id");
        });
    }

    @Test
    void options_that_are_none_are_refused_by_name() {
        for (String query : List.of("sample=-1", "sample=x", "priority=1000", "dry_run=maybe")) {
            HttpResponse<String> response = ingress.send(ingress.to("/batches?" + query)
                    .header("Content-Type", "text/csv")
                    .POST(BodyPublishers.ofString("website_url\nsilent.refused.example.com\n")));

            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(json(response).path("detail").asText()).contains(query.split("=", -1)[0]);
        }
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
                        {"websites": ["silent-1.keyed.example.com", "silent-2.keyed.example.com"]}""").header("Idempotency-Key", "batch-1")));
    }

    private static List<StartRun> runs(String batch) {
        return stored.rows(batch).stream()
                .map(row -> (StartRun) row.command().getBody())
                .toList();
    }

    private static BatchReceived received(String batch) {
        return (BatchReceived) stored.events(batch).getFirst().getBody();
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return new JsonMapper().readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }
}
