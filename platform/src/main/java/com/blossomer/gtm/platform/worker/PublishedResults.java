package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The results that a worker published and, because it crashed, never marked as done. A result stands in the partition of
 * its task's number, and its headers name its task: reading what was published since the last mark tells which tasks need
 * not, and where they cost money must not, run again.
 */
final class PublishedResults {

    private static final Logger LOG = LoggerFactory.getLogger(PublishedResults.class);

    /** Marks are made a little after results; clocks of broker and worker differ a little. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final KafkaClients clients;
    private final String tasks;
    private final String results;

    PublishedResults(KafkaClients clients, Topic<?> tasks, Topic<?> results) {
        this.clients = clients;
        this.tasks = tasks.name();
        this.results = results.name();
    }

    /**
     * Marks in each partition's progress what was published since its last mark.
     *
     * @param crashed partitions whose last holder did not let go of them in good order
     */
    void find(Map<Integer, PartitionProgress> crashed) {
        if (crashed.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> since = new HashMap<>();
        crashed.forEach((partition, progress) -> since.put(
                new TopicPartition(results, partition), Math.max(0, progress.committedAt() - MARGIN.toMillis())));
        int found = 0;
        try (Consumer<byte[], byte[]> consumer = clients.tail("published-results", Map.of())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(since.keySet());
            consumer.assign(since.keySet());
            consumer.offsetsForTimes(since)
                    .forEach((partition, first) -> consumer.seek(
                            partition, first == null ? ends.getOrDefault(partition, 0L) : first.offset()));
            while (since.keySet().stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> result : consumer.poll(Duration.ofMillis(200))) {
                    OptionalLong task = CloudEvents.task(result.headers(), tasks, result.partition());
                    PartitionProgress progress = crashed.get(result.partition());
                    if (task.isPresent() && progress != null) {
                        progress.published(task.getAsLong());
                        found++;
                    }
                }
            }
        }
        LOG.atInfo()
                .addKeyValue("topic", results)
                .addKeyValue("partitions", List.copyOf(crashed.keySet()))
                .addKeyValue("results", found)
                .log("read what was published before a crash");
    }
}
