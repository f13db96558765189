package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.projections.RecordDecoder;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: poll, index, commit. Offsets are committed after what they stand for is durable, together with the
 * name of the store that holds it: for another store, such as one that was begun anew, they say nothing, and the topics are
 * read from their beginning. Owned by one thread, but for {@link #wakeup}.
 */
final class SearchLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchLoop.class);

    /** What is made durable together, and done again after a crash: contents, which take time, and records in all. */
    private static final int CONTENTS_AT_ONCE = 8;

    private static final int RECORDS_AT_ONCE = 100;

    private static final Duration LONGEST_WITHOUT_POLL = Duration.ofSeconds(20);

    private final Consumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final Indexer indexer;
    private final String generation;
    private final BooleanSupplier stopping;

    /** The consumer is used and closed here. */
    SearchLoop(
            Consumer<byte[], byte[]> consumer,
            RecordDecoder decoder,
            Indexer indexer,
            String generation,
            BooleanSupplier stopping) {
        this.consumer = consumer;
        this.decoder = decoder;
        this.indexer = indexer;
        this.generation = generation;
        this.stopping = stopping;
        consumer.subscribe(decoder.topics(), new Position());
    }

    /**
     * @param records that were read and dealt with
     * @param sites that were embedded
     */
    record Step(int records, int sites) {}

    /**
     * Reads and indexes once.
     *
     * @throws IndexUnavailable when the store or the model is away; nothing is lost, begin anew
     * @throws RegistryUnavailableException when the registry is away; nothing is lost, call {@link #rest} and try again
     */
    Step step(Duration timeout) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(timeout).forEach(records::add);
        long begin = System.nanoTime();
        int done = 0;
        int sites = 0;
        try {
            while (done < records.size() && System.nanoTime() - begin < LONGEST_WITHOUT_POLL.toNanos()) {
                int end = sliceEnd(records, done);
                sites += index(records.subList(done, end));
                done = end;
            }
        } finally {
            readAgain(records.subList(done, records.size()));
        }
        return new Step(done, sites);
    }

    /** Waits, still a member of the group, reading nothing. */
    void rest(Duration pause) {
        consumer.pause(consumer.assignment());
        List<ConsumerRecord<byte[], byte[]>> early = new ArrayList<>();
        consumer.poll(pause).forEach(early::add); // of partitions that were assigned meanwhile
        readAgain(early);
        consumer.resume(consumer.assignment());
    }

    /** Records still to be read; empty until it is known. */
    OptionalLong lag() {
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return lag;
            }
            sum += lag.getAsLong();
        }
        return consumer.assignment().isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** Makes a waiting {@link #step} throw {@code WakeupException}. From any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private int index(List<ConsumerRecord<byte[], byte[]>> slice) throws InterruptedException {
        List<SpecificRecord> values = new ArrayList<>();
        slice.forEach(record -> decode(record).ifPresent(values::add));
        int sites = indexer.apply(SiteNews.of(values), stopping);
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        slice.forEach(record -> next.put(partition(record), new OffsetAndMetadata(record.offset() + 1, generation)));
        consumer.commitSync(next);
        return sites;
    }

    private Optional<SpecificRecord> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(decoder.decode(record));
        } catch (RecordDecoder.Poison e) {
            LOG.atDebug()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("offset", record.offset())
                    .log("unreadable; the projection puts it to the dead letters");
            return Optional.empty();
        }
    }

    private static int sliceEnd(List<ConsumerRecord<byte[], byte[]>> records, int start) {
        int contents = 0;
        int end = Math.min(records.size(), start + RECORDS_AT_ONCE);
        for (int i = start; i < end; i++) {
            if (records.get(i).topic().equals(Topics.CONTENT_RESULTS.name()) && ++contents > CONTENTS_AT_ONCE) {
                return i;
            }
        }
        return end;
    }

    private void readAgain(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, Long> first = new HashMap<>();
        records.forEach(record -> first.putIfAbsent(partition(record), record.offset()));
        Set<TopicPartition> assigned = consumer.assignment();
        first.forEach((partition, offset) -> {
            if (assigned.contains(partition)) {
                consumer.seek(partition, offset);
            }
        });
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private final class Position implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // What was read was committed before the next poll.
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            List<TopicPartition> unknown = partitions.stream()
                    .filter(partition -> {
                        OffsetAndMetadata offset = committed.get(partition);
                        return offset == null || !offset.metadata().equals(generation);
                    })
                    .toList();
            if (!unknown.isEmpty()) {
                LOG.atInfo()
                        .addKeyValue("partitions", unknown.size())
                        .log("this index does not know them yet; reading from their beginning");
                consumer.seekToBeginning(unknown);
            }
        }
    }
}
