package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import com.blossomer.gtm.projections.Projector;
import com.blossomer.gtm.projections.RecordDecoder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the new tables from a share of the partitions. Used by one thread at a time, but for {@link #remaining()}. */
final class Filler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Filler.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Told of what was written; from the filler's thread. */
    @FunctionalInterface
    interface Filled {
        void written(long records, long rows);
    }

    /** Asked before each round whether to go on. */
    @FunctionalInterface
    interface Stopping {
        void check() throws Rebuild.Stopped;
    }

    private final Consumer<byte[], byte[]> consumer;
    private final Projector projector;
    private final Filled filled;
    private final Stopping stopping;
    private volatile long remaining;

    /** @param projection the live one's name, by which it keeps its offsets */
    Filler(KafkaClients kafka, String projection, Projector.Connections tables, Filled filled, Stopping stopping) {
        this.filled = filled;
        this.stopping = stopping;
        this.consumer = kafka.tail(
                "rebuild", Map.of("max.poll.records", 4_000, "fetch.min.bytes", 1024 * 1024, "fetch.max.wait.ms", 100));
        this.projector = new Projector(
                projection,
                RecordDecoder.of(kafka),
                tables,
                // The live projection has put it to the dead letters.
                (record, component, why) -> LOG.atDebug()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("offset", record.offset())
                        .log("a poison record is passed over"),
                Tracing.off());
    }

    /** Takes its share, and goes to where the new tables are. */
    void position(Collection<TopicPartition> share) throws SQLException {
        consumer.assign(share);
        projector.position(consumer.beginningOffsets(share)).forEach(consumer::seek);
    }

    /** Records of its share that lie before the targets. */
    long remaining(Map<TopicPartition, Long> targets) {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            sum += Math.max(0, targets.getOrDefault(partition, 0L) - consumer.position(partition));
        }
        return sum;
    }

    /** As of the last round, from any thread. */
    long remaining() {
        return remaining;
    }

    /** Reads and writes until each partition of its share is exactly at its target. */
    void readTo(Map<TopicPartition, Long> targets) throws SQLException, Overtaken, Rebuild.Stopped {
        while (true) {
            stopping.check();
            List<TopicPartition> pending = consumer.assignment().stream()
                    .filter(partition -> consumer.position(partition) < targets.getOrDefault(partition, 0L))
                    .toList();
            if (pending.isEmpty()) {
                return;
            }
            consumer.pause(consumer.assignment());
            consumer.resume(pending);
            List<ConsumerRecord<byte[], byte[]>> records = poll(targets);
            int rows = projector.write(projector.decode(records));
            remaining = remaining(targets);
            filled.written(records.size(), rows);
        }
    }

    /** Records before the targets; goes back to where they end. */
    private List<ConsumerRecord<byte[], byte[]>> poll(Map<TopicPartition, Long> targets) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        List<ConsumerRecord<byte[], byte[]>> within = new ArrayList<>(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            long target = targets.getOrDefault(partition, 0L);
            polled.records(partition).stream()
                    .filter(record -> record.offset() < target)
                    .forEach(within::add);
            if (consumer.position(partition) > target) {
                consumer.seek(partition, target);
            }
        }
        return within;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
