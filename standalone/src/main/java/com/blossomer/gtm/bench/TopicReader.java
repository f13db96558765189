package com.blossomer.gtm.bench;

import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads whole topics, to count what a run left on them. */
public final class TopicReader {

    private final String bootstrapServers;
    private final String registry;

    /** @param registry its URL */
    public TopicReader(String bootstrapServers, String registry) {
        this.bootstrapServers = bootstrapServers;
        this.registry = registry;
    }

    /** All committed records that are on a topic now. */
    public <V extends SpecificRecord> List<V> all(Topic<V> topic) {
        List<V> records = new ArrayList<>();
        each(topic, records::add);
        return records;
    }

    /** The same, one after the other; those of a partition in order. */
    public <V extends SpecificRecord> void each(Topic<V> topic, Consumer<V> reader) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        var deserializer = AvroSerde.of(topic.type(), Map.of("schema.registry.url", registry))
                .deserializer();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(topic.name())
                    .forEach(found -> partitions.add(new TopicPartition(topic.name(), found.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    reader.accept(deserializer.deserialize(topic.name(), record.value()));
                }
            }
        }
    }
}
