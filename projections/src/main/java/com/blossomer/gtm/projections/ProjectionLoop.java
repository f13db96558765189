package com.blossomer.gtm.projections;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's life: poll, fold, write. Every poll becomes one transaction of rows and offsets. Whenever it cannot be sure
 * where it stands (a rebalance, a failed write, another reader on its partitions) it goes back to what Postgres says.
 * Owned by one thread, but for {@link #wakeup}.
 */
final class ProjectionLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionLoop.class);

    private final String name;
    private final Consumer<byte[], byte[]> consumer;
    private final Projector projector;
    private boolean positioned;
    private boolean joined;

    /** The consumer is used and closed here; {@code name} is what the offsets stand under. */
    ProjectionLoop(
            String name,
            Consumer<byte[], byte[]> consumer,
            RecordDecoder decoder,
            DataSource database,
            DeadLetters deadLetters,
            Tracing tracing) {
        this.name = name;
        this.consumer = consumer;
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
        ConsumerRecords<byte[], byte[]> records = consumer.poll(timeout);
        if (!positioned || records.isEmpty()) {
            return 0;
        }
        try {
            return projector.write(projector.decode(records));
        } catch (Overtaken e) {
            LOG.atWarn().addKeyValue("projection", name).log("{}; reading on from where it is", e.getMessage());
            unsettle();
            return 0;
        } catch (SQLException | RegistryUnavailableException e) {
            unsettle();
            throw e;
        }
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
