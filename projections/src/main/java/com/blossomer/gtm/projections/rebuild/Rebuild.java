package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import com.blossomer.gtm.projections.Projector;
import com.blossomer.gtm.projections.RecordDecoder;
import com.blossomer.gtm.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rebuild, from its first record to the swap. It reads never further than the live projection has: so both can be compared
 * at the same offsets, in a snapshot, while the live one goes on. What it filled stays when it is cut off, and the next one goes
 * on from there. Owned by one thread, and another that
 * writes for it.
 */
final class Rebuild implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    static final String READING = "reading";
    private static final Duration POLL = Duration.ofMillis(200);
    /** So few records are read while the live projection waits for the swap. */
    private static final long FEW = 5_000;
    /** Longer than comparing a large table takes, which the pool's own limit is not made for. */
    private static final int ANSWER_MS = 3_600_000;

    /** What became of it. */
    record Outcome(boolean swapped, List<TableComparison> tables) {}

    /** Drops what is past its age from the tables of a connection, of which nothing is begun; false while another is at it. */
    @FunctionalInterface
    interface Ageing {
        boolean enforce(Connection connection) throws SQLException;
    }

    /** Told of as it goes. */
    interface Progress {
        void phase(String phase);

        void read(long records, long rows, long remaining);
    }

    private final DataSource database;
    private final String projection;
    private final NewTables tables;
    private final Consumer<byte[], byte[]> consumer;
    private final Projector projector;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("rebuild-writer").factory());
    private final Ageing ageing;
    private final Progress progress;
    private final BooleanSupplier stopping;

    /** @param projection the live one's name, by which it keeps its offsets */
    Rebuild(
            DataSource database,
            KafkaClients kafka,
            String projection,
            Ageing ageing,
            Progress progress,
            BooleanSupplier stopping) {
        this.database = database;
        this.projection = projection;
        this.tables = new NewTables(database);
        this.ageing = ageing;
        this.progress = progress;
        this.stopping = stopping;
        this.consumer = kafka.tail(
                "rebuild",
                Map.of("max.poll.records", 10_000, "fetch.min.bytes", 1024 * 1024, "fetch.max.wait.ms", 100));
        this.projector = new Projector(
                projection,
                RecordDecoder.of(kafka),
                tables::open,
                // The live projection has put it to the dead letters.
                (record, component, why) -> LOG.atDebug()
                        .addKeyValue("topic", record.topic())
                        .addKeyValue("offset", record.offset())
                        .log("a poison record is passed over"),
                Tracing.off());
    }

    /** Its thread is asked to stop. */
    static final class Stopped extends Exception {}

    /**
     * Fills, compares and, where nothing differs or that is accepted, swaps.
     *
     * @param anew whether to drop what an earlier rebuild left, instead of going on with it
     * @param acceptDifferences whether to swap whatever the comparison says
     */
    Outcome run(boolean anew, boolean acceptDifferences) throws SQLException, Stopped {
        progress.phase("preparing");
        boolean goesOn = tables.prepare(anew);
        LOG.atInfo().addKeyValue("goes_on", goesOn).log("a rebuild of the tables begins");
        position();
        progress.phase(READING);
        fill();
        age();
        List<TableComparison> compared = compare();
        boolean equal = compared.stream().allMatch(TableComparison::equal);
        if (!equal && !acceptDifferences) {
            return new Outcome(false, compared);
        }
        progress.phase("swapping");
        swap();
        progress.phase("dropping the old tables");
        tables.dropOld();
        return new Outcome(true, compared);
    }

    private void position() throws SQLException {
        List<TopicPartition> partitions = new ArrayList<>(live().keySet());
        consumer.assign(partitions);
        projector.position(consumer.beginningOffsets(partitions)).forEach(consumer::seek);
    }

    /** Reads to near where the live projection is, but for replays: they speak of runs on other topics, which must be there. */
    private void fill() throws SQLException, Stopped {
        Map<TopicPartition, Long> targets = liveButReplays();
        do {
            readTo(targets);
            targets = liveButReplays();
        } while (remaining(targets) > FEW);
        tables.takeOver();
    }

    private Map<TopicPartition, Long> liveButReplays() throws SQLException {
        Map<TopicPartition, Long> offsets = live();
        offsets.keySet().removeIf(partition -> partition.topic().equals(Topics.REPLAYS.name()));
        return offsets;
    }

    /** Both, by the same clock: topics drop whole segments, and so keep some of what the tables have dropped. */
    private void age() throws SQLException, Stopped {
        try (Connection live = database.getConnection();
                Connection rebuilt = tables.open()) {
            for (Connection connection : List.of(live, rebuilt)) {
                while (!ageing.enforce(connection)) {
                    pause();
                }
            }
        }
    }

    private void pause() throws SQLException, Stopped {
        stopped();
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while another instance dropped what is past its age", e);
        }
    }

    private List<TableComparison> compare() throws SQLException, Stopped {
        try (Connection snapshot = database.getConnection();
                Connection rebuilt = database.getConnection();
                Connection now = database.getConnection()) {
            snapshot.setAutoCommit(false);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            rebuilt.setAutoCommit(true);
            now.setAutoCommit(true);
            for (Connection connection : List.of(snapshot, rebuilt, now)) {
                connection.setNetworkTimeout(Runnable::run, ANSWER_MS);
            }
            try {
                readTo(NewTables.offsets(snapshot, NewTables.LIVE, projection));
                progress.phase("comparing");
                List<TableComparison> compared = new ArrayList<>();
                for (String table : tables.compared(rebuilt)) {
                    compared.add(TableComparison.of(table, snapshot, rebuilt, now));
                    stopped();
                }
                return compared;
            } finally {
                snapshot.rollback();
            }
        }
    }

    private void swap() throws SQLException, Stopped {
        readTo(live());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                NewTables.lock(connection);
                Map<TopicPartition, Long> reached = NewTables.offsets(connection, NewTables.LIVE, projection);
                readTo(reached);
                tables.swap(connection, projection, reached);
            } finally {
                connection.rollback();
            }
        }
        LOG.atInfo().log("the rebuilt tables are live");
    }

    private Map<TopicPartition, Long> live() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            return new HashMap<>(NewTables.offsets(connection, NewTables.LIVE, projection));
        }
    }

    private long remaining(Map<TopicPartition, Long> targets) {
        long sum = 0;
        for (var target : targets.entrySet()) {
            sum += Math.max(0, target.getValue() - consumer.position(target.getKey()));
        }
        return sum;
    }

    /** Reads and writes until each partition is exactly at its target. What was read is written while the next is read. */
    private void readTo(Map<TopicPartition, Long> targets) throws SQLException, Stopped {
        Future<Integer> writing = CompletableFuture.completedFuture(0);
        while (true) {
            stopped();
            List<TopicPartition> pending = targets.entrySet().stream()
                    .filter(target -> consumer.position(target.getKey()) < target.getValue())
                    .map(Map.Entry::getKey)
                    .toList();
            if (pending.isEmpty()) {
                written(writing);
                return;
            }
            consumer.pause(consumer.assignment());
            consumer.resume(pending);
            List<ConsumerRecord<byte[], byte[]>> records = poll(targets);
            List<Projector.Read> decoded = projector.decode(records);
            written(writing);
            long remaining = remaining(targets);
            writing = writer.submit(() -> {
                int rows = projector.write(decoded);
                progress.read(decoded.size(), rows, remaining);
                return rows;
            });
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

    private static void written(Future<Integer> writing) throws SQLException {
        try {
            writing.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Overtaken) {
                throw new SQLException("another rebuild fills the same tables", e.getCause());
            }
            throw new SQLException("the new tables could not be written: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the new tables were written", e);
        }
    }

    private void stopped() throws Stopped {
        if (stopping.getAsBoolean()) {
            throw new Stopped();
        }
    }

    @Override
    public void close() {
        writer.close();
        consumer.close();
    }
}
