package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.opentelemetry.api.trace.Span;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes what records say, and how far they were read, in one transaction. Whoever reads them, the live projection or one that
 * fills new tables, writes by this. Knows where its reader stands: used by one thread at a time, but for {@link #decode}.
 */
public final class Projector {

    private static final String RUN_FINISHED = RunFinished.class.getName();

    /** Gives connections to the tables that are written. */
    @FunctionalInterface
    public interface Connections {
        Connection open() throws SQLException;
    }

    /** Takes records that can never be read. */
    @FunctionalInterface
    public interface Poison {
        void send(ConsumerRecord<byte[], byte[]> record, String component, Throwable why);
    }

    /** A record and what it says; a poison record says nothing, and is passed over. */
    public static final class Read {

        private final ConsumerRecord<byte[], byte[]> origin;
        private final List<Row> rows;

        private Read(ConsumerRecord<byte[], byte[]> origin, List<Row> rows) {
            this.origin = origin;
            this.rows = rows;
        }
    }

    private final String name;
    private final RecordDecoder decoder;
    private final Connections database;
    private final OffsetStore offsets;
    private final Poison poison;
    private final Tracing tracing;
    private final Map<TopicPartition, Long> stored = new HashMap<>();

    /** @param name what the offsets stand under */
    public Projector(String name, RecordDecoder decoder, Connections database, Poison poison, Tracing tracing) {
        this.name = name;
        this.decoder = decoder;
        this.database = database;
        this.offsets = new OffsetStore(name);
        this.poison = poison;
        this.tracing = tracing;
    }

    /** Where to read on, by what the database says; partitions never read before begin at {@code earliest}. */
    public Map<TopicPartition, Long> position(Map<TopicPartition, Long> earliest) throws SQLException {
        stored.clear();
        if (!earliest.isEmpty()) {
            try (Connection connection = database.open()) {
                connection.setAutoCommit(true);
                stored.putAll(offsets.positions(connection, earliest));
            }
        }
        return Map.copyOf(stored);
    }

    /**
     * What records say, for {@link #write}. Needs no database, and may be done while what was read before is written.
     *
     * @throws com.blossomer.gtm.avro.RegistryUnavailableException when the registry is away: {@link #position} again
     */
    public List<Read> decode(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        List<Read> batch = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            List<Row> rows = List.of();
            try {
                rows = CampaignRows.apply(
                        decoder.decode(record), new Row.Position(record.partition(), record.offset()));
            } catch (KafkaException e) {
                throw e;
            } catch (RecordDecoder.Poison | RuntimeException e) {
                // Reading a record is a pure function: what it fails on once it would fail on for ever.
                poison.send(record, name, e);
            }
            batch.add(new Read(record, rows));
        }
        return batch;
    }

    /**
     * Writes records that follow on where the reader stands. Halves a batch that Postgres refuses for what is in it, until the
     * record that it refuses stands alone.
     *
     * @return rows written
     * @throws OffsetStore.Overtaken when somebody else moved on from there: {@link #position} again
     * @throws SQLException when the database is away; the same
     */
    public int write(List<Read> batch) throws SQLException, OffsetStore.Overtaken {
        if (batch.isEmpty()) {
            return 0;
        }
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
            Read refused = batch.getFirst();
            if (refused.rows.isEmpty()) {
                throw e;
            }
            poison.send(refused.origin, name, e);
            return commit(List.of(new Read(refused.origin, List.of())));
        }
    }

    private int commit(List<Read> batch) throws SQLException, OffsetStore.Overtaken {
        List<Span> finishing = finishing(batch);
        RowBatch rows = new RowBatch();
        Map<TopicPartition, Long> next = new HashMap<>();
        for (Read read : batch) {
            rows.addAll(read.rows);
            var origin = read.origin;
            next.put(new TopicPartition(origin.topic(), origin.partition()), origin.offset() + 1);
        }
        int written;
        try (Connection connection = database.open()) {
            written = Transaction.<Integer, OffsetStore.Overtaken>of(connection, inside -> {
                offsets.advance(inside, stored, next);
                RowWriter.write(inside, rows);
                return rows.size();
            });
        }
        stored.putAll(next);
        finishing.forEach(Span::end);
        return written;
    }

    /** One span for each run that this batch ends, so that its trace says when its tables were complete. */
    private List<Span> finishing(List<Read> batch) {
        if (!tracing.isOn()) {
            return List.of();
        }
        return batch.stream()
                .map(read -> read.origin)
                .filter(origin -> RUN_FINISHED.equals(CloudEvents.text(origin.headers(), "ce_type")))
                .map(origin -> tracing.consume("project campaign", origin, name))
                .toList();
    }

    /** Data exception, integrity violation, or a limit exceeded: it would be refused again. */
    private static boolean isAboutData(SQLException e) {
        String state = e instanceof BatchUpdateException batch && batch.getNextException() != null
                ? batch.getNextException().getSQLState()
                : e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }
}
