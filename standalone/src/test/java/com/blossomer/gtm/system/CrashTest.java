package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.cli.Main;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred campaigns, half of them one batch, and the process killed three times while it works on them, the last time while
 * its tables are rebuilt, too; and once more while the batch is replayed with another prompt.
 */
class CrashTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CAMPAIGNS = 200;
    private static final int STAGES = 7;
    private static final int KILLS = 3;
    private static final int REPLAYED = CAMPAIGNS / 2;
    /** The edited prompt's stage, and what rests on it. */
    private static final List<String> RENEWED = List.of("positioning", "valueprops", "usecasefit", "email");

    private static final int PROMPTS = CAMPAIGNS * (STAGES - 1) + REPLAYED * RENEWED.size();

    private static final String KEY = "crash-test-key";

    @Test
    void killed_again_and_again_it_completes_everything_with_no_asset_twice(@TempDir Path directory) throws Exception {
        Random random = new Random(20_261_123);
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(200)))) {
            Outside model = new Outside(stub);
            Path data = directory.resolve("data");
            ChildJvm system = up(stub, directory);
            long inFlight;
            try {
                ServerAddress address = started(system, data);
                String batch;
                List<String> ids = new ArrayList<>();
                try (ApiClient api = new ApiClient(URI.create(address.url()), KEY)) {
                    Campaigns campaigns = new Campaigns(api);
                    for (int site = 1; site <= CAMPAIGNS / 2; site++) {
                        ids.add(campaigns.submit(stub.site(site)));
                    }
                    batch = batch(api, stub, directory);
                }
                for (int kill = 0; kill < KILLS; kill++) {
                    long at = 200 + 300L * kill + random.nextInt(200);
                    if (kill == KILLS - 1) {
                        rebuild(address);
                    }
                    killAt(at, model, system);
                    system = up(stub, directory);
                    address = started(system, data);
                }
                String replay;
                try (ApiClient api = new ApiClient(URI.create(address.url()), KEY)) {
                    Campaigns campaigns = new Campaigns(api);
                    for (String id : ids) {
                        assertThat(campaigns
                                        .await(id, Duration.ofMinutes(3))
                                        .path("status")
                                        .asText())
                                .as(id)
                                .isEqualTo("completed");
                    }
                    await().atMost(Duration.ofMinutes(3)).until(() -> {
                        JsonNode view = api.get("/batches/" + batch).body();
                        return view.path("status").asText().equals("completed")
                                && view.at("/counts/completed").asInt() == CAMPAIGNS / 2;
                    });
                    rebuild(address);
                    await().atMost(Duration.ofMinutes(2))
                            .untilAsserted(() -> assertThat(api.get("/projections/rebuild")
                                            .body()
                                            .path("state")
                                            .asText())
                                    .isEqualTo("completed"));
                    replay = replay(api, batch);
                }
                killAt(model.calls() + 100 + random.nextInt(200), model, system);
                Instant lastKill = Instant.now();
                long asked = model.calls();
                system = up(stub, directory);
                address = started(system, data);
                try (ApiClient api = new ApiClient(URI.create(address.url()), KEY)) {
                    JsonNode ended = await().atMost(Duration.ofMinutes(2))
                            .until(
                                    () -> api.get("/replays/" + replay).body(),
                                    view -> view.path("status").asText().equals("finished"));
                    assertThat(ended.at("/counts/completed").asInt()).isEqualTo(REPLAYED);
                }
                assertNothingTwice(address);
                inFlight = asked - answeredBefore(lastKill, address);
            } finally {
                system.close();
            }
            System.out.printf(
                    "crash test: %d calls, %d repeated, %d in flight at the kills%n",
                    model.calls(), model.repeated(), inFlight);
            assertThat(model.repeated()).isLessThanOrEqualTo(inFlight);
            assertThat(model.calls() - model.repeated()).isEqualTo(PROMPTS);
        }
    }

    private static String batch(ApiClient api, StubServer stub, Path directory)
            throws IOException, InterruptedException {
        Path file = directory.resolve("batch.csv");
        List<String> lines = new ArrayList<>(List.of("website_url"));
        for (int site = CAMPAIGNS / 2 + 1; site <= CAMPAIGNS; site++) {
            lines.add(stub.site(site));
        }
        Files.write(file, lines);
        Answer sent = api.upload("/batches", "text/csv", "crash-test", file);
        assertThat(sent.status()).as(sent.body().toString()).isEqualTo(202);
        return sent.body().path("batch_id").asText();
    }

    /** Of all campaigns of the batch, with a prompt whose answers are otherwise. */
    private static String replay(ApiClient api, String batch) throws IOException, InterruptedException {
        String prompt = RENEWED.getFirst();
        String text = api.get("/prompts/" + prompt + "/versions/production")
                .body()
                .path("system")
                .asText();
        Answer published = api.post(
                "/prompts/" + prompt + "/versions",
                JSON.createObjectNode().put("system", text + "\nBe sure of yourself."));
        assertThat(published.status()).as(published.body().toString()).isEqualTo(201);
        ObjectNode request = JSON.createObjectNode();
        request.putObject("cohort").put("batch", batch);
        request.putObject("prompts")
                .put(prompt, published.body().path("version").asText());
        Answer started = api.post("/replays", request);
        assertThat(started.status()).as(started.body().toString()).isEqualTo(202);
        return started.body().path("replay_id").asText();
    }

    private static void killAt(long calls, Outside model, ChildJvm system) throws InterruptedException {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> model.calls() >= calls || !system.process().isAlive());
        system.kill();
    }

    private static void rebuild(ServerAddress address) throws IOException, InterruptedException {
        try (ApiClient api = new ApiClient(URI.create(address.url()), KEY)) {
            assertThat(api.post("/projections/rebuild").status()).isEqualTo(202);
        }
    }

    private static ChildJvm up(StubServer stub, Path directory) throws IOException {
        return ChildJvm.start(
                Main.class,
                List.of("-Xmx768m"),
                List.of(
                        "up",
                        "--port",
                        "0",
                        "--data-dir",
                        directory.resolve("data").toString()),
                Map.of(
                        "OPENAI_API_KEY",
                        "test",
                        "OPENAI_BASE_URL",
                        stub.openAiBaseUrl(),
                        "BLOSSOMER_FETCH_ALLOW",
                        "127.0.0.0/8",
                        "BLOSSOMER_API_KEY",
                        KEY),
                directory.resolve("system.log"));
    }

    private static ServerAddress started(ChildJvm system, Path data) {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> ServerAddress.running(data)
                        .filter(address -> address.pid() == system.process().pid())
                        .isPresent());
        return ServerAddress.running(data).orElseThrow();
    }

    private static String run(CampaignEvent event) {
        return event.getCampaignId() + "/" + event.getRun();
    }

    /** Every run has each of its stages completed once and ends once. */
    private static void assertNothingTwice(ServerAddress address) {
        Map<String, Integer> completed = new HashMap<>();
        Map<String, Integer> finished = new HashMap<>();
        for (CampaignEvent event : read(address, Topics.CAMPAIGN_EVENTS)) {
            if (event.getBody() instanceof StageCompleted stage) {
                completed.merge(run(event) + "/" + stage.getStage(), 1, Integer::sum);
            } else if (event.getBody() instanceof RunFinished end) {
                assertThat(end.getStatus()).isEqualTo(RunStatus.COMPLETED);
                finished.merge(run(event), 1, Integer::sum);
            }
        }
        assertThat(completed)
                .hasSize((CAMPAIGNS + REPLAYED) * STAGES)
                .allSatisfy((stage, times) -> assertThat(times).as(stage).isOne());
        assertThat(finished)
                .hasSize(CAMPAIGNS + REPLAYED)
                .allSatisfy((run, times) -> assertThat(times).as(run).isOne());
    }

    /** Every prompt has one answer on its topic. What was asked and is not answered there was in flight when it was lost. */
    private static long answeredBefore(Instant time, ServerAddress address) {
        List<PromptResult> answers = read(address, Topics.PROMPT_RESULTS);
        assertThat(answers).hasSize(PROMPTS);
        assertThat(answers).extracting(PromptResult::getTaskId).doesNotHaveDuplicates();
        return answers.stream()
                .filter(answer -> answer.getOccurredAt().isBefore(time))
                .count();
    }

    private static <T extends SpecificRecord> List<T> read(ServerAddress address, Topic<T> topic) {
        List<T> records = new ArrayList<>();
        Map<String, Object> config =
                Map.of("bootstrap.servers", address.kafkaBootstrapServers(), "isolation.level", "read_committed");
        var deserializer = AvroSerde.of(topic.type(), Map.of("schema.registry.url", address.schemaRegistryUrl()))
                .deserializer();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo partition : consumer.partitionsFor(topic.name())) {
                partitions.add(new TopicPartition(topic.name(), partition.partition()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(deserializer.deserialize(topic.name(), record.value()));
                }
            }
        }
        return records;
    }
}
