package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.llm.remote.ChatServer;
import com.blossomer.gtm.platform.ServiceApplication;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole service: tasks from Kafka, a chat completions server over HTTP, results to Kafka. */
final class LlmWorkersTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int OUTAGE_TASKS = 120;

    private final ChatServer server = new ChatServer();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final String id = UUID.randomUUID().toString();
    private ApplicationContext service = service(2);

    @AfterEach
    void stop() {
        gate.countDown();
        service.close();
        server.close();
    }

    @Test
    void each_lane_has_its_own_room_and_every_task_its_result() throws Exception {
        server.replies((exchange, body) -> {
            asked.incrementAndGet();
            hold();
            ChatServer.send(exchange, 200, good(), Map.of());
        });

        send(Topics.PROMPT_TASKS_BATCH, Lane.BATCH, 7);
        await().atMost(SOON).until(() -> asked.get() == 2);
        send(Topics.PROMPT_TASKS_INTERACTIVE, Lane.INTERACTIVE, 10);
        await().atMost(SOON).until(() -> asked.get() == 5);
        await().during(Duration.ofMillis(500)).until(() -> asked.get() == 5);
        gate.countDown();

        List<PromptResult> results = results(17);
        assertThat(asked.get()).isEqualTo(17);
        assertThat(results).allSatisfy(result -> {
            Completion completion = (Completion) result.getBody();
            assertThat(completion.getOutput()).isEqualTo(Tasks.GOOD);
            assertThat(completion.getCostNanoUsd()).isEqualTo(812 * 250 + 95 * 2_000);
        });
    }

    @Test
    void a_task_in_flight_when_the_service_stops_is_done_by_the_next() throws Exception {
        server.replies((exchange, body) -> {
            asked.incrementAndGet();
            hold();
        });
        send(Topics.PROMPT_TASKS_INTERACTIVE, Lane.INTERACTIVE, 1);
        await().atMost(SOON).until(() -> asked.get() == 1);

        service.close();
        server.replies(200, good(), Map.of());
        service = service(2);

        assertThat(results(1).getFirst().getBody()).isInstanceOf(Completion.class);
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void while_the_provider_is_out_tasks_wait_in_kafka_and_drain_when_it_returns() throws Exception {
        server.replies((exchange, body) -> {
            asked.incrementAndGet();
            ChatServer.send(exchange, 503, "{}", Map.of());
        });
        service.close();
        service = service(16);
        send(Topics.PROMPT_TASKS_BATCH, Lane.BATCH, OUTAGE_TASKS);

        await().atMost(SOON).until(() -> asked.get() >= 20);
        await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> lag() == OUTAGE_TASKS);
        assertThat(asked.get()).as("calls in vain").isLessThan(60);
        assertThat(service.getBean(ProviderPool.class).describe().get("openai")).contains("left alone");

        server.replies(200, good(), Map.of());

        assertThat(results(OUTAGE_TASKS))
                .allSatisfy(result -> assertThat(result.getBody()).isInstanceOf(Completion.class));
        await().atMost(SOON).until(() -> lag() == 0);
        assertThat(server.requests).hasSize(asked.get() + OUTAGE_TASKS);
    }

    @Test
    void tasks_that_have_a_day_hold_up_no_other_and_outlive_the_service() throws Exception {
        service.close();
        try (BatchServer provider = new BatchServer.OpenAi()) {
            provider.done = false;
            service = service(2, provider.http.url());
            send(Topics.PROMPT_TASKS_BATCH, Lane.BATCH, 4, true);
            await().atMost(SOON).until(() -> provider.batches.size() == 1);
            send(Topics.PROMPT_TASKS_BATCH, Lane.BATCH, 3, false);
            assertThat(results(3))
                    .allSatisfy(result -> assertThat(result.getTaskId()).doesNotContain("unhurried"));

            service.close();
            service = service(2, provider.http.url());
            provider.done = true;

            assertThat(results(7))
                    .allSatisfy(result -> assertThat(result.getBody()).isInstanceOf(Completion.class));
            assertThat(provider.batches).hasSize(1);
            assertThat(provider.calls).hasValue(3);
        }
    }

    /** Tasks of batches that are not marked as done. */
    private long lag() throws Exception {
        try (Admin admin = service.getBean(KafkaClients.class).admin()) {
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(LlmWorkers.BATCH)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            done.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            long lag = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> end :
                    admin.listOffsets(latest).all().get().entrySet()) {
                lag += end.getValue().offset()
                        - Objects.requireNonNull(done.get(end.getKey())).offset();
            }
            return lag;
        }
    }

    private ApplicationContext service(int batchConcurrency) {
        return service(batchConcurrency, server.url());
    }

    private ApplicationContext service(int batchConcurrency, String url) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("blossomer.kafka.bootstrap-servers", BACKENDS.bootstrapServers());
        properties.put("blossomer.kafka.schema-registry-url", BACKENDS.registryUrl());
        properties.put("blossomer.llm.interactive-concurrency", 3);
        properties.put("blossomer.llm.batch-concurrency", batchConcurrency);
        properties.put("blossomer.llm.prices", "openai/gpt-4.1-mini=0.25/2");
        properties.put("blossomer.openai.base-url", url);
        properties.put("blossomer.llm.economy.collect", "1s");
        properties.put("blossomer.llm.economy.poll", "200ms");
        return ServiceApplication.builder("test", LlmWorkersMain.class, properties)
                .start();
    }

    private void send(Topic<PromptTask> topic, Lane lane, int count) throws Exception {
        send(topic, lane, count, false);
    }

    private void send(Topic<PromptTask> topic, Lane lane, int count, boolean economy) throws Exception {
        try (Producer<String, SpecificRecord> producer =
                service.getBean(KafkaClients.class).producer("test")) {
            for (int i = 0; i < count; i++) {
                PromptTask task = PromptTask.newBuilder(Tasks.task(lane, "openai/gpt-4.1-mini"))
                        .setTaskId(id + "-" + lane + (economy ? "-unhurried-" : "-") + i)
                        .setUser("Write one #" + i)
                        .setEconomy(economy)
                        .setOccurredAt(Instant.now()) // older ones are past their retention
                        .build();
                producer.send(Events.record(topic, "site-" + i, task)).get();
            }
        }
    }

    /** This test's results, when there are as many; no task has two. */
    private List<PromptResult> results(int wanted) {
        KafkaClients clients = service.getBean(KafkaClients.class);
        Map<String, PromptResult> results = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = clients.consumer("test-" + id + wanted, Map.of());
                var deserializer = clients.serde(PromptResult.class).deserializer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(Topics.PROMPT_RESULTS.name())
                    .forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(SOON).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    PromptResult result = deserializer.deserialize(record.topic(), record.value());
                    if (result.getTaskId().startsWith(id)) {
                        assertThat(results.put(result.getTaskId(), result)).isNull();
                    }
                });
                return results.size() == wanted;
            });
        }
        return List.copyOf(results.values());
    }

    private static String good() {
        return ChatServer.completion("\"{\\\"headline\\\":\\\"Three plain words\\\"}\"", "stop");
    }

    private void hold() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
