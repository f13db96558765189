package com.blossomer.gtm.projections;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: poll, fold, write, rows and offsets in one transaction. Whenever it cannot be sure
 * where it stands (a rebalance, a failed write, another reader on its partitions) it goes back to what Postgres says.
 * Owned by one thread, but for {@link #wakeup}.
 */
final class ProjectionLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionLoop.class);

    /**
     * A transaction costs as much as dozens of rows: what comes sooner than this after the last one is gathered for the next.
     * What comes after a pause is written at once.
     */
    private static final Duration APART = Duration.ofMillis(200);

    private final String name;
    private final Consumer<byte[], byte[]> consumer;
    private final int enough;
    private final Projector projector;
    private long written = System.nanoTime() - APART.toNanos();
    private boolean positioned;
    private boolean joined;

    /**
     * The consumer is used and closed here.
     *
     * @param name what the offsets stand under
     * @param enough records that are written without waiting for more
     */
    ProjectionLoop(
            String name,
            Consumer<byte[], byte[]> consumer,
            int enough,
            RecordDecoder decoder,
            DataSource database,
            DeadLetters deadLetters,
            Tracing tracing) {
        this.name = name;
        this.consumer = consumer;
        this.enough = enough;
        this.projector = new Projector(name, decoder, database::getConnection, deadLetters::send, tracing);
        consumer.subscribe(decoder.topics(), new Unsettle());
    }

    /**
     * Reads and writes once.
     *
     * @return rows written
     * @throws SQLException when the database is away; nothing is lost, call {@link #rest} and try again
     * @throws RegistryUnavailableException when the registry is away; the same
     */
    int step(Duration timeout) throws SQLException {
        if (!positioned) {
            position();
        }
        List<ConsumerRecord<byte[], byte[]>> records = gather(timeout);
        if (!positioned || records.isEmpty()) {
            return 0;
        }
        try {
            int rows = projector.write(projector.decode(records));
            written = System.nanoTime();
            return rows;
        } catch (Overtaken e) {
            LOG.atWarn().addKeyValue("projection", name).log("{}; reading on from where it is", e.getMessage());
            unsettle();
            return 0;
        } catch (SQLException | RegistryUnavailableException e) {
            unsettle();
            throw e;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> gather(Duration timeout) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(timeout).forEach(records::add);
        while (positioned && !records.isEmpty() && records.size() < enough) {
            Duration left = APART.minusNanos(System.nanoTime() - written);
            if (!left.isPositive()) {
                break;
            }
            consumer.poll(left).forEach(records::add);
        }
        return records;
    }

    /** Waits, still a member of the group, reading nothing. */
    void rest(Duration pause) {
        unsettle();
        consumer.poll(pause);
    }

    /** Records still to be read; empty until it is known. */
    OptionalLong lag() {
        if (!positioned || !joined) {
            return OptionalLong.empty();
        }
        long sum = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong lag = consumer.currentLag(partition);
            if (lag.isEmpty()) {
                return lag;
            }
            sum += lag.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    /** Makes a waiting {@link #step} throw {@code WakeupException}. From any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void position() throws SQLException {
        var assignment = consumer.assignment();
        Map<TopicPartition, Long> earliest = assignment.isEmpty() ? Map.of() : consumer.beginningOffsets(assignment);
        if (!assignment.isEmpty()) {
            // Asking for the beginning makes the client believe that the end is there, and lag() wrong.
            consumer.endOffsets(assignment);
        }
        projector.position(earliest).forEach(consumer::seek);
        consumer.resume(assignment);
        positioned = true;
    }

    private void unsettle() {
        positioned = false;
        consumer.pause(consumer.assignment());
    }

    /** After a rebalance nothing read before it counts. */
    private final class Unsettle implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            unsettle();
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            joined = true;
            unsettle();
        }
    }
}
