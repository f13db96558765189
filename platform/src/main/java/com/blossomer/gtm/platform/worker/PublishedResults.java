package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results that a worker published and, because it crashed, never marked as done. A result stands in the partition of
 * its task's number, and tasks and results carry the same {@code task_id}: reading what was published since the last mark
 * tells which tasks need not, and where they cost money must not, run again.
 */
final class PublishedResults {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedResults.class);

    /** Marks are made a little after results; clocks of broker and worker differ a little. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final String topic;
    private final Deserializer<? extends SpecificRecord> deserializer;
    private final Set<String> taskIds = ConcurrentHashMap.newKeySet();

    PublishedResults(KafkaClients clients, Topic<? extends SpecificRecord> results) {
        this.clients = clients;
        this.topic = results.name();
        this.deserializer = clients.serde(results.type()).deserializer();
    }

    /** Whether the task's result was found; asking takes it out. */
    boolean holds(SpecificRecord task) {
        return !taskIds.isEmpty() && taskIds.remove(taskId(task));
    }

    /** @param crashedAt partition number to the time of its last mark, in epoch milliseconds */
    void find(Map<Integer, Long> crashedAt) {
        if (crashedAt.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> since = new HashMap<>();
        crashedAt.forEach((partition, millis) ->
                since.put(new TopicPartition(topic, partition), Math.max(0, millis - MARGIN.toMillis())));
        try (Consumer<byte[], byte[]> consumer = clients.tail("published-results", Map.of())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(since.keySet());
            consumer.assign(since.keySet());
            consumer.offsetsForTimes(since)
                    .forEach((partition, found) -> consumer.seek(
                            partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
            while (since.keySet().stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::add);
            }
        }
        LOG.atInfo()
                .addKeyValue("topic", topic)
                .addKeyValue("partitions", List.copyOf(crashedAt.keySet()))
                .addKeyValue("results", taskIds.size())
                .log("read what was published before a crash");
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        try {
            SpecificRecord result = deserializer.deserialize(topic, record.value());
            if (result != null) {
                taskIds.add(taskId(result));
            }
        } catch (SerializationException e) {
            LOG.atDebug().addKeyValue("offset", record.offset()).log("not a result; passed over");
        }
    }

    private static String taskId(SpecificRecord record) {
        Schema.Field field = record.getSchema().getField("task_id");
        if (field == null) {
            throw new IllegalArgumentException(
                    record.getSchema().getFullName() + " has no task_id, which tasks and results need");
        }
        return record.get(field.pos()).toString();
    }
}
