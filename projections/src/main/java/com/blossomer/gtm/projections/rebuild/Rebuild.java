package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.projections.OffsetStore.Overtaken;
import com.blossomer.gtm.topics.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rebuild, from its first record to the swap. It reads never further than the live projection has: so both can be compared
 * at the same offsets, in a snapshot, while the live one goes on. What it filled stays when it is cut off, and the next one goes
 * on from there. Owned by one thread; fillers read and write for it, each with a thread of its own.
 */
final class Rebuild implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    static final String READING = "reading";
    private static final Duration POLL = Duration.ofMillis(200);
    /** Postgres writes for each with a process of its own. */
    private static final int FILLERS = 2;
    /** So few records are read while the live projection waits for the swap. */
    private static final long FEW = 5_000;

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
    private final KafkaClients kafka;
    private final List<Filler> fillers = new ArrayList<>();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("rebuild-filler-", 1).factory());
    private final Ageing ageing;
    private final Progress progress;
    private final BooleanSupplier stopping;
    /** One filler has failed: the others need not go on. */
    private volatile boolean abandoned;

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
        this.kafka = kafka;
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

    /**
     * Partitions of the same number belong together: they hold the same sites, whose rows one filler writes. Replays have one
     * filler, as their order counts.
     */
    private void position() throws SQLException {
        Map<Integer, List<TopicPartition>> shares = live().keySet().stream()
                .collect(
                        Collectors.groupingBy(partition -> isReplays(partition) ? 0 : partition.partition() % FILLERS));
        for (List<TopicPartition> share : shares.values()) {
            Filler filler = new Filler(kafka, projection, tables::fill, this::filled, this::stopped);
            fillers.add(filler);
            filler.position(share);
        }
    }

    private synchronized void filled(long records, long rows) {
        progress.read(
                records, rows, fillers.stream().mapToLong(Filler::remaining).sum());
    }

    /** Reads to near where the live projection is, but for replays: they speak of runs on other topics, which must be there. */
    private void fill() throws SQLException, Stopped {
        Map<TopicPartition, Long> targets = liveButReplays();
        do {
            readTo(targets);
            targets = liveButReplays();
        } while (remaining(targets) > FEW);
        progress.phase("indexing");
        tables.index();
        filled(0, 0);
        tables.takeOver();
    }

    private Map<TopicPartition, Long> liveButReplays() throws SQLException {
        return withoutReplays(live());
    }

    private static Map<TopicPartition, Long> withoutReplays(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Long> others = new HashMap<>(offsets);
        others.keySet().removeIf(Rebuild::isReplays);
        return others;
    }

    private static boolean isReplays(TopicPartition partition) {
        return partition.topic().equals(Topics.REPLAYS.name());
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
        try (Connection snapshot = NewTables.patient(database.getConnection());
                Connection rebuilt = NewTables.patient(database.getConnection());
                Connection now = NewTables.patient(database.getConnection())) {
            snapshot.setAutoCommit(false);
            snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            rebuilt.setAutoCommit(true);
            now.setAutoCommit(true);
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
        return fillers.stream().mapToLong(filler -> filler.remaining(targets)).sum();
    }

    /**
     * Reads and writes until each partition is exactly at its target. Replays come last, while no other filler writes: what they
     * do to the runs of all sites would have both wait for each other.
     */
    private void readTo(Map<TopicPartition, Long> targets) throws SQLException, Stopped {
        fillTo(withoutReplays(targets));
        fillTo(targets);
    }

    private void fillTo(Map<TopicPartition, Long> targets) throws SQLException, Stopped {
        List<Future<@Nullable Void>> filling = new ArrayList<>();
        for (Filler filler : fillers) {
            filling.add(threads.submit(() -> {
                filler.readTo(targets);
                return null;
            }));
        }
        try {
            for (Future<@Nullable Void> each : filling) {
                each.get();
            }
        } catch (ExecutionException e) {
            abandoned = true;
            if (e.getCause() instanceof Stopped stopped) {
                throw stopped;
            }
            if (e.getCause() instanceof Overtaken overtaken) {
                throw new SQLException("another rebuild fills the same tables", overtaken);
            }
            throw new SQLException("the new tables could not be written: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            abandoned = true;
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the new tables were written", e);
        }
    }

    private void stopped() throws Stopped {
        if (abandoned || stopping.getAsBoolean()) {
            throw new Stopped();
        }
    }

    @Override
    public void close() {
        threads.close();
        fillers.forEach(Filler::close);
    }
}
