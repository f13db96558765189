package com.blossomer.gtm.platform.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.embedded.TroubledRegistry;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A schema registry that is ill costs time, and neither a task nor the answer to one. */
class RegistryOutageTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();
    private static final Duration SOON = Duration.ofSeconds(30);

    private final KafkaClients healthy = clients(BACKENDS.registryUrl());
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Topic<ContentTask> tasks = named(Topics.CONTENT_TASKS, "test.outage.tasks." + id);
    private final Topic<ContentResult> results = named(Topics.CONTENT_RESULTS, "test.outage.results." + id);
    private final TroubledRegistry registry = TroubledRegistry.before(BACKENDS.registryUrl());
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final WorkerLoop<ContentTask, ContentResult> loop = new WorkerLoop<>(
            clients(registry.url()),
            tasks,
            new Handler(),
            new WorkerSettings("outage-" + id, 4, Duration.ofMillis(20), 2, Duration.ofSeconds(5)),
            new SimpleMeterRegistry(),
            Tracing.off());
    private volatile boolean troubleBeforeResult;

    @BeforeEach
    void topics() throws Exception {
        new TopicProvisioner(healthy, List.of(), RetentionSettings.DEFAULT)
                .provision(List.of(
                        new NewTopic(tasks.name(), 1, (short) 1),
                        new NewTopic(results.name(), 1, (short) 1),
                        new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)));
        try (Producer<String, SpecificRecord> producer = healthy.producer("outage-" + id)) {
            for (String site : List.of("a-" + id, "b-" + id)) {
                ContentTask task = new ContentTask(
                        "default",
                        "c",
                        1,
                        site,
                        site,
                        Instant.now(),
                        "0".repeat(32),
                        site,
                        Lane.INTERACTIVE,
                        List.of());
                producer.send(Events.record(tasks, site, task)).get();
            }
        }
    }

    @AfterEach
    void stop() {
        loop.stop();
        registry.close();
    }

    @Test
    void tasks_wait_for_a_registry_that_cannot_be_asked() {
        registry.trouble(503, "no healthy upstream", "*");
        loop.start();
        await().atMost(SOON).until(() -> registry.refused() >= 4);
        assertThat(handled).isEmpty();
        registry.recover();
        await().atMost(SOON).until(() -> keys(results.name()).size() == 2);
        assertThat(handled).containsExactlyInAnyOrder("a-" + id, "b-" + id);
        assertThat(keys(Topics.DEAD_LETTERS)).noneMatch(key -> key.endsWith(id));
    }

    @Test
    void a_result_whose_schema_cannot_be_registered_is_kept_and_its_task_not_done_again() {
        troubleBeforeResult = true;
        loop.start();
        await().atMost(SOON).until(() -> registry.refused() >= 4);
        registry.recover();
        await().atMost(SOON).until(() -> keys(results.name()).size() == 2);
        assertThat(handled).containsExactlyInAnyOrder("a-" + id, "b-" + id);
        assertThat(keys(Topics.DEAD_LETTERS)).noneMatch(key -> key.endsWith(id));
    }

    private List<String> keys(String topic) {
        try (var consumer = healthy.tail("outage-reader", Map.of())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<String> keys = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    keys.add(new String(record.key(), UTF_8));
                }
            }
            return keys;
        }
    }

    private static KafkaClients clients(String registryUrl) {
        return new KafkaClients(
                new KafkaSettings(BACKENDS.bootstrapServers(), registryUrl, 1, (short) 1, Map.of("max.retries", "0")));
    }

    private static <V extends SpecificRecord> Topic<V> named(Topic<V> topic, String name) {
        return new Topic<>(name, topic.type(), topic.key(), topic.owner(), topic.cleanup());
    }

    private final class Handler implements TaskHandler<ContentTask, ContentResult> {

        @Override
        public Topic<ContentResult> results() {
            return results;
        }

        @Override
        public ContentResult handle(ContentTask task) {
            handled.add(task.getSite());
            if (troubleBeforeResult) {
                registry.trouble(403, "<html>Forbidden</html>", "*");
            }
            return result(task, "done");
        }

        @Override
        public ContentResult givenUp(ContentTask task, String reason) {
            return result(task, "worker_crashed");
        }

        private static ContentResult result(ContentTask task, String reason) {
            return new ContentResult(
                    "default",
                    "c",
                    1,
                    task.getSite(),
                    task.getTaskId(),
                    Instant.now(),
                    "0".repeat(32),
                    new StageFailure(reason, ""));
        }
    }
}
