package com.blossomer.gtm.projections;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import io.opentelemetry.api.trace.Span;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
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

    private static final String RUN_FINISHED = RunFinished.class.getName();

    /** A record and what it says; a poison record says nothing, and is passed over. */
    private record Read(ConsumerRecord<byte[], byte[]> origin, List<Row> rows) {}

    private final String name;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final DataSource database;
    private final OffsetStore offsets;
    private final DeadLetters deadLetters;
    private final Tracing tracing;
    private final Map<TopicPartition, Long> stored = new HashMap<>();
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
        this.decoder = decoder;
        this.database = database;
        this.offsets = new OffsetStore(name);
        this.deadLetters = deadLetters;
        this.tracing = tracing;
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
            return write(decode(records));
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
        stored.clear();
        if (!assignment.isEmpty()) {
            Map<TopicPartition, Long> earliest = consumer.beginningOffsets(assignment);
            // Asking for the beginning makes the client believe that the end is there, and lag() wrong.
            consumer.endOffsets(assignment);
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                stored.putAll(offsets.positions(connection, earliest));
            }
            stored.forEach(consumer::seek);
            consumer.resume(assignment);
        }
        positioned = true;
    }

    private void unsettle() {
        positioned = false;
        consumer.pause(consumer.assignment());
    }

    private List<Read> decode(ConsumerRecords<byte[], byte[]> records) {
        List<Read> batch = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            List<Row> rows = List.of();
            try {
                rows = CampaignRows.apply(
                        decoder.decode(record), new Row.Position(record.partition(), record.offset()));
            } catch (KafkaException e) {
                throw e;
            } catch (RecordDecoder.Poison | RuntimeException e) {
                // Reading a record is a pure function: what it fails on once it would fail on for ever.
                deadLetters.send(record, name, e);
            }
            batch.add(new Read(record, rows));
        }
        return batch;
    }

    /** Halves a batch that Postgres refuses for what is in it, until the record that it refuses stands alone. */
    private int write(List<Read> batch) throws SQLException, Overtaken {
        try {
            return commit(batch);
        } catch (SQLException e) {
            if (!isAboutData(e)) {
                throw e;
            }
            if (batch.size() > 1) {
                int half = batch.size() / 2;
                return write(batch.subList(0, half)) + write(batch.subList(half, batch.size()));
            }
            Read poison = batch.getFirst();
            if (poison.rows().isEmpty()) {
                throw e;
            }
            deadLetters.send(poison.origin(), name, e);
            return commit(List.of(new Read(poison.origin(), List.of())));
        }
    }

    private int commit(List<Read> batch) throws SQLException, Overtaken {
        List<Span> finishing = finishing(batch);
        RowBatch rows = new RowBatch();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Read read : batch) {
            rows.addAll(read.rows());
            var origin = read.origin();
            next.put(new TopicPartition(origin.topic(), origin.partition()), origin.offset() + 1);
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                offsets.advance(connection, stored, next);
                RowWriter.write(connection, rows);
                connection.commit();
            } catch (SQLException | Overtaken | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        stored.putAll(next);
        finishing.forEach(Span::end);
        return rows.size();
    }

    /** One span for each run that this batch ends, so that its trace says when its tables were complete. */
    private List<Span> finishing(List<Read> batch) {
        if (!tracing.isOn()) {
            return List.of();
        }
        return batch.stream()
                .map(Read::origin)
                .filter(origin -> RUN_FINISHED.equals(CloudEvents.text(origin.headers(), "ce_type")))
                .map(origin -> tracing.consume("project campaign", origin, name))
                .toList();
    }

    /** Data exception, integrity violation, or a limit exceeded: it would be refused again. */
    private static boolean isAboutData(SQLException e) {
        String state = e instanceof java.sql.BatchUpdateException batch && batch.getNextException() != null
                ? batch.getNextException().getSQLState()
                : e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
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
