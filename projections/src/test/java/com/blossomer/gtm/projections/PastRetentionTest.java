package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What replays say of campaigns whose requests the broker has dropped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class PastRetentionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant before = Instant.now().minusSeconds(60);

    private TestKafka.Own kafka;
    private EmbeddedServer server;

    @SuppressWarnings("NullAway.Init")
    PastRetentionTest() {}

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        kafka = TestKafka.Own.start(directory);
        Map<String, Object> properties = new HashMap<>(kafka.properties());
        properties.put("datasources.default.url", database.url());
        properties.put("blossomer.api-key", "test-key");
        properties.put("blossomer.retention.campaigns", "7300d");
        properties.put("micronaut.server.port", -1);
        server = ApplicationContext.run(EmbeddedServer.class, properties);
        kafka.produce(campaigns("cmp_old", 4));
        awaitCampaigns(4);
        try (Admin admin = kafka.clients().admin()) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            for (int partition = 0; partition < TestKafka.PARTITIONS; partition++) {
                all.put(
                        new TopicPartition(Topics.CAMPAIGN_COMMANDS.name(), partition),
                        RecordsToDelete.beforeOffset(-1)); // up to the end
            }
            admin.deleteRecords(all).all().get();
        }
        // Enough for each partition to have some.
        kafka.produce(campaigns("cmp_new", 20));
        awaitCampaigns(24);
    }

    @AfterAll
    void stop() {
        server.close();
        kafka.close();
    }

    @Test
    void a_preview_tells_how_many_are_out_of_reach_and_since_when_requests_are_kept() throws Exception {
        JsonNode preview = post("/replays/preview", "{\"cohort\": {\"status\": \"completed\"}}", 200);

        assertThat(preview.path("campaigns").asInt()).isEqualTo(24);
        assertThat(preview.path("unreachable").asInt()).isEqualTo(4);
        assertThat(Instant.parse(preview.path("requests_kept_since").asText())).isBetween(before, Instant.now());
        assertThat(preview.path("note").asText())
                .startsWith("4 of the cohort's 24 campaigns reach past what is kept and are left out")
                .contains("kept for 7300 days (BLOSSOMER_RETENTION_CAMPAIGNS), now since")
                .endsWith("send their sites with POST /campaigns.");
    }

    @Test
    void a_cohort_of_which_nothing_is_kept_is_refused_as_that() throws Exception {
        JsonNode problem = post("/replays", "{\"cohort\": {\"campaigns\": [\"cmp_old0\", \"cmp_old1\"]}}", 422);

        assertThat(problem.path("type").asText()).isEqualTo("/problems/cohort-not-kept");
        assertThat(problem.path("unreachable").asInt()).isEqualTo(2);
        assertThat(problem.path("requests_kept_since").asText()).isNotEmpty();
        assertThat(problem.path("detail").asText()).startsWith("2 of the cohort's 2 campaigns reach past what is kept");
    }

    @Test
    void ranges_before_the_beginning_are_said_to_be_that_even_when_no_campaign_is_left_of_them() throws Exception {
        String request = "{\"cohort\": {\"site\": \"nobody.example.com\", \"offsets\":"
                + " [{\"partition\": 0, \"from\": 0, \"to\": 1}, {\"partition\": 1, \"from\": 0, \"to\": 1},"
                + " {\"partition\": 2, \"from\": 0, \"to\": 1}, {\"partition\": 3, \"from\": 0, \"to\": 1}]}}";

        assertThat(post("/replays/preview", request, 200).path("note").asText()).contains("nothing before offset");
        JsonNode problem = post("/replays", request, 422);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/empty-cohort");
        assertThat(problem.path("detail").asText()).contains("nothing before offset");
    }

    @Test
    void one_that_is_started_leaves_them_out_and_says_so() throws Exception {
        JsonNode replay = post(
                "/replays",
                "{\"cohort\": {\"campaigns\": [\"cmp_old0\", \"cmp_new0\", \"cmp_new1\"]}, \"unchanged\": true}",
                202);

        assertThat(replay.path("campaigns").asInt()).isEqualTo(2);
        assertThat(replay.path("unreachable").asInt()).isEqualTo(1);
        assertThat(replay.path("note").asText()).startsWith("1 of the cohort's 3 campaigns");
    }

    private static List<SpecificRecord> campaigns(String prefix, int count) {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.addAll(Recorded.campaign(prefix + i, i).completed());
        }
        return records;
    }

    private void awaitCampaigns(int count) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database.rows("select count(*) from campaigns where status = 'completed'"
                                + " and command_offset is not null")
                        .equals(List.of(Integer.toString(count))));
    }

    private JsonNode post(String path, String body, int status) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create(server.getURL() + path))
                        .header("X-API-Key", "test-key")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }
}
