package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was stored of batches, read anew each time. */
record StoredBatches(KafkaClients kafka) {

    /** A row and where it lies. */
    record Row(int partition, long offset, CampaignCommand command) {}

    List<Row> rows(String batchId) {
        List<Row> rows = new ArrayList<>();
        try (var reader = kafka.serde(CampaignCommand.class).deserializer()) {
            for (var record : records(Topics.BATCH_ROWS, batchId)) {
                rows.add(new Row(
                        record.partition(), record.offset(), reader.deserialize(record.topic(), record.value())));
            }
        }
        return rows;
    }

    List<BatchEvent> events(String batchId) {
        try (var reader = kafka.serde(BatchEvent.class).deserializer()) {
            return records(Topics.BATCH_EVENTS, batchId).stream()
                    .map(record -> reader.deserialize(record.topic(), record.value()))
                    .toList();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records(Topic<? extends SpecificRecord> topic, String key) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        List<TopicPartition> partitions = IntStream.range(0, kafka.settings().sitePartitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        try (var consumer = kafka.tail("stored-batches", Map.of())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(new String(record.key(), StandardCharsets.UTF_8))) {
                        records.add(record);
                    }
                }
            }
        }
        return records;
    }
}
