package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads commands from where they lie, in any order that is asked for. Owned by one thread. */
public final class CommandReader implements AutoCloseable {

    /** Records between two that are wanted which are rather read than jumped over. */
    private static final long GAP = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    private final String name;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<CampaignCommand> deserializer;
    private final @Nullable DeadLetters deadLetters;

    /** @param deadLetters where records go that cannot be read; null where somebody else cares */
    public CommandReader(String name, KafkaClients kafka, @Nullable DeadLetters deadLetters) {
        this.name = name;
        this.consumer = kafka.tail(
                name,
                Map.of("max.poll.records", 2_000, "max.partition.fetch.bytes", 1024 * 1024, "fetch.max.wait.ms", 20));
        this.deserializer = kafka.serde(CampaignCommand.class).deserializer();
        this.deadLetters = deadLetters;
    }

    /**
     * What lies at the spans, one for each position, in their order; empty where the record is gone or cannot be read.
     *
     * @throws TimeoutException when Kafka does not answer
     * @throws com.blossomer.gtm.avro.RegistryUnavailableException when the registry does not
     */
    public List<Optional<CampaignCommand>> read(Topic<CampaignCommand> topic, List<Span> spans) {
        Map<Integer, TreeMap<Long, Long>> wanted = new TreeMap<>();
        for (Span span : spans) {
            wanted.computeIfAbsent(span.partition(), partition -> new TreeMap<>())
                    .merge(span.offset(), span.end(), Math::max);
        }
        Map<TopicPartition, Map<Long, ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
        wanted.forEach((number, ranges) -> {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            records.put(partition, read(partition, ranges));
        });
        List<Optional<CampaignCommand>> found = new ArrayList<>();
        for (Span span : spans) {
            var here = records.getOrDefault(new TopicPartition(topic.name(), span.partition()), Map.of());
            for (long offset = span.offset(); offset < span.end(); offset++) {
                found.add(decoded(here.get(offset)));
            }
        }
        return found;
    }

    private Map<Long, ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, Map<Long, Long> ranges) {
        Map<Long, ConsumerRecord<byte[], byte[]>> records = new HashMap<>();
        consumer.assign(List.of(partition));
        long last = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long from = -1;
        long to = -1;
        for (var range : ranges.entrySet()) {
            if (from >= 0 && range.getKey() - to <= GAP) {
                to = Math.max(to, range.getValue());
            } else {
                read(partition, from, Math.min(to, last), records);
                from = range.getKey();
                to = range.getValue();
            }
        }
        read(partition, from, Math.min(to, last), records);
        return records;
    }

    private void read(TopicPartition partition, long from, long to, Map<Long, ConsumerRecord<byte[], byte[]>> records) {
        if (from < 0 || from >= to) {
            return;
        }
        consumer.seek(partition, from);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < to) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() >= from && record.offset() < to) {
                    records.put(record.offset(), record);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "records " + from + " to " + to + " of " + partition + " did not come within " + PATIENCE);
            }
        }
    }

    private Optional<CampaignCommand> decoded(@Nullable ConsumerRecord<byte[], byte[]> record) {
        if (record == null) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(deserializer.deserialize(record.topic(), record.value()));
        } catch (SerializationException e) {
            if (deadLetters != null) {
                deadLetters.send(record, name, e);
            }
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
