package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedDatabase;
import com.blossomer.gtm.embedded.Ports;
import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole service with a database that comes late, and one that crashes under load. */
@Timeout(600)
@Order(2)
final class DatabaseOutageTest {

    /** More than it takes to give up a connection that a crash left hanging. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String prefix = "cmp_" + UUID.randomUUID() + "_";
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    @SuppressWarnings("try") // The database works by being there.
    void it_serves_without_a_database_says_so_and_catches_up_when_one_comes(@TempDir Path data) throws Exception {
        int port = Ports.free();
        Recorded campaign = Recorded.campaign(prefix + 0, 0);
        try (TestKafka.Own kafka = TestKafka.Own.start(data);
                ApplicationContext service = service(
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres", kafka.properties())) {
            kafka.produce(campaign.completed());
            URI url = service.getBean(EmbeddedServer.class).start().getURI();

            HttpResponse<String> readiness = get(url, "/health/readiness");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body()).contains("database does not answer");
            assertThat(get(url, "/health/liveness").statusCode()).isEqualTo(200);
            HttpResponse<String> answer = get(url, "/campaigns/" + campaign.campaignId());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("/problems/database-unavailable", "Try again");

            try (EmbeddedDatabase ignored = EmbeddedDatabase.start(data, port)) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> get(url, "/health/readiness").statusCode() == 200);
                // Ready is "nearly there": the newest records may still be on their way.
                await().atMost(PATIENCE)
                        .until(() -> get(url, "/campaigns/" + campaign.campaignId())
                                .body()
                                .contains("\"status\":\"completed\""));
            }
        }
    }

    @Test
    void a_database_that_crashes_under_load_ends_with_every_row_once(@TempDir Path data) throws Exception {
        List<SpecificRecord> all = new ArrayList<>();
        try (TestKafka.Own kafka = TestKafka.Own.start(data);
                EmbeddedDatabase server = EmbeddedDatabase.start(data, 0)) {
            ProjectedDatabase database = ProjectedDatabase.at(server.jdbcUrl());
            try (ApplicationContext service = service(server.jdbcUrl(), kafka.properties())) {
                service.getBean(EmbeddedServer.class).start();
                for (int round = 0; round < 4; round++) {
                    List<SpecificRecord> records = new ArrayList<>();
                    for (int i = 0; i < 300; i++) {
                        records.addAll(
                                Recorded.campaign(prefix + round + "_" + i, i).completed());
                    }
                    Thread load = Thread.ofPlatform().start(() -> kafka.produce(records));
                    all.addAll(records);
                    String first = prefix + round + "_0";
                    await("the first row of round " + round)
                            .pollInterval(Duration.ofMillis(5))
                            .atMost(PATIENCE)
                            .ignoreExceptions()
                            .until(() -> database.rows("select 1 from runs where campaign_id = '" + first + "'")
                                    .contains("1"));
                    crash(database);
                    load.join();
                }
                List<String> ends = kafka.ends();
                await("the end of the topics")
                        .atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> database.offsets().equals(ends));
            }
            database.assertHolds(all, prefix);
        }
    }

    /** Killing one of its processes makes Postgres throw out everybody, lose what it had not flushed, and recover. */
    private static void crash(ProjectedDatabase database) throws Exception {
        long backend = Long.parseLong(database.rows("select pid from pg_stat_activity where backend_type = 'walwriter'")
                .getFirst());
        assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly()).isTrue();
    }

    private static ApplicationContext service(String jdbcUrl, Map<String, String> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put("datasources.default.url", jdbcUrl);
        properties.put("datasources.default.connection-timeout", 1_000);
        properties.put("blossomer.api-key", "test-key");
        properties.put("blossomer.projections.group", "outage-" + UUID.randomUUID());
        properties.put("blossomer.projections.max-backoff", "500ms");
        properties.put("blossomer.projections.max-poll-records", 200);
        properties.put("micronaut.server.port", -1);
        return ServiceApplication.builder("projections", ProjectionsMain.class, properties)
                .start();
    }

    private HttpResponse<String> get(URI url, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url.resolve(path))
                        .header("X-API-Key", "test-key")
                        .build(),
                BodyHandlers.ofString());
    }
}
