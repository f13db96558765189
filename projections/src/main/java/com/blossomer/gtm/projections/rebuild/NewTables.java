package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.projections.DatabaseSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/**
 * A second set of the tables, in a schema of its own beside the live one. Whatever is there from a rebuild that was cut off is
 * gone on with: the tables know how far they were filled.
 */
final class NewTables {

    static final String LIVE = "public";
    static final String NEW = "rebuilding";
    /** The old tables after a swap. */
    static final String OLD = "replaced";

    /** What is in no topic: taken over from the live tables as it is. */
    private static final List<String> TAKEN_OVER = List.of("replay_campaigns", "dispatch_jobs", "edits");

    private static final String FILLING_MEMORY = "64MB";

    /** Longer than reading all of a large table takes, which the pool's own limit is not made for. */
    private static final int ANSWER_MS = 3_600_000;

    /** Those that only readers need, by schema: neither keys nor parts of a partitioned one. */
    private static final String INDEXES = """
            select %s from pg_index i join pg_class c on c.oid = i.indexrelid
            where c.relnamespace = '%s'::regnamespace and not i.indisunique and not c.relispartition
            """;

    private static final String EXTENSIONS =
            "select extname from pg_extension where extnamespace = '" + OLD + "'::regnamespace and extrelocatable";

    private final DataSource database;

    NewTables(DataSource database) {
        this.database = database;
    }

    /**
     * Makes the tables, or brings those that are there up to date.
     *
     * @param anew whether to drop what an earlier rebuild left
     * @return whether an earlier rebuild is gone on with
     */
    boolean prepare(boolean anew) throws SQLException {
        boolean there;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            execute(connection, "drop schema if exists " + OLD + " cascade");
            if (anew) {
                execute(connection, "drop schema if exists " + NEW + " cascade");
            }
            there = !names(connection, "select nspname from pg_namespace where nspname = '" + NEW + "'")
                    .isEmpty();
            execute(connection, "create schema if not exists " + NEW);
        }
        DatabaseSchema.migrate(database, NEW);
        if (!there) {
            dropIndexes();
        }
        return there;
    }

    /** A row is written several times until its run has ended: what only readers need is made once, when all are there. */
    private void dropIndexes() throws SQLException {
        try (Connection connection = open()) {
            connection.setAutoCommit(true);
            for (String index : names(connection, INDEXES.formatted("c.relname", NEW))) {
                execute(connection, "drop index " + NEW + "." + index);
            }
        }
    }

    /** Makes the indexes that the live tables have and the new ones lack, and the statistics that plans are made by. */
    void index() throws SQLException {
        try (Connection connection = patient(open())) {
            connection.setAutoCommit(false);
            execute(connection, "set local maintenance_work_mem = '" + FILLING_MEMORY + "'");
            String missing = INDEXES.formatted("pg_get_indexdef(c.oid)", LIVE) + " and to_regclass(format('%I.%I', '"
                    + NEW + "', c.relname)) is null";
            for (String definition : names(connection, missing)) {
                execute(connection, definition.replaceFirst(" ON (ONLY )?" + LIVE + "\\.", " ON " + NEW + "."));
            }
            for (String table : compared(connection)) {
                execute(connection, "analyze " + NEW + "." + table);
            }
            connection.commit();
        }
    }

    /** A connection to the new tables. */
    Connection open() throws SQLException {
        Connection connection = database.getConnection();
        connection.setSchema(NEW);
        return connection;
    }

    /** The same connection, for statements that go through whole tables. */
    static Connection patient(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, ANSWER_MS);
        return connection;
    }

    /**
     * A connection that fills the new tables. Its one transaction has the memory for thousands of rows at a time, and does not
     * wait for the disk: what a crash takes away goes with the offsets that say it was written, and is read again.
     */
    Connection fill() throws SQLException {
        Connection connection = open();
        connection.setAutoCommit(false);
        execute(connection, "set local work_mem = '" + FILLING_MEMORY + "'");
        execute(connection, "set local synchronous_commit = off");
        return connection;
    }

    /** How far the tables of a connection are filled. */
    static Map<TopicPartition, Long> offsets(Connection connection, String schema, String projection)
            throws SQLException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select topic, partition, next_offset from " + schema + ".projection_offsets where projection = ?")) {
            select.setString(1, projection);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    offsets.put(new TopicPartition(rows.getString(1), rows.getInt(2)), rows.getLong(3));
                }
            }
        }
        return offsets;
    }

    /** Copies what is in no topic; replays need it before they are read. */
    void takeOver() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            takeOver(connection);
            connection.commit();
        }
    }

    private static void takeOver(Connection connection) throws SQLException {
        for (String table : TAKEN_OVER) {
            execute(connection, "delete from %s.%s".formatted(NEW, table));
            execute(connection, "insert into %s.%s select * from %s.%s".formatted(NEW, table, LIVE, table));
        }
        // A replay is stored before its first record; rates of batches come of when their campaigns were seen to end.
        execute(
                connection,
                "insert into %s.replays select * from %s.replays on conflict do nothing".formatted(NEW, LIVE));
        execute(connection, "delete from %s.batch_counts where kind = 'ended'".formatted(NEW));
        execute(
                connection,
                "insert into %s.batch_counts select * from %s.batch_counts where kind = 'ended'".formatted(NEW, LIVE));
    }

    /** Holds off all who write to the live tables, until the transaction ends; readers go on. */
    static void lock(Connection connection) throws SQLException {
        for (String table : List.of("projection_offsets", "replays", "replay_campaigns", "dispatch_jobs", "edits")) {
            execute(connection, "lock table " + LIVE + "." + table + " in share row exclusive mode");
        }
    }

    /**
     * Puts the new tables in the place of the live ones, in the transaction that {@link #lock} was asked in, which is committed.
     * Statements that wait for the lock then find the new ones.
     *
     * @param reached how far the live tables are; the new ones are known to be there too
     */
    void swap(Connection connection, String projection, Map<TopicPartition, Long> reached) throws SQLException {
        takeOver(connection);
        try (PreparedStatement update = connection.prepareStatement("update " + NEW + ".projection_offsets"
                + " set next_offset = ? where projection = ? and topic = ? and partition = ?")) {
            for (var entry : reached.entrySet()) {
                update.setLong(1, entry.getValue());
                update.setString(2, projection);
                update.setString(3, entry.getKey().topic());
                update.setInt(4, entry.getKey().partition());
                update.addBatch();
            }
            update.executeBatch();
        }
        execute(connection, "alter schema " + LIVE + " rename to " + OLD);
        execute(connection, "alter schema " + NEW + " rename to " + LIVE);
        execute(connection, "grant usage on schema " + LIVE + " to public");
        for (String extension : names(connection, EXTENSIONS)) {
            execute(connection, "alter extension \"" + extension + "\" set schema " + LIVE);
        }
        connection.commit();
    }

    /** Drops the tables that were replaced; waits for those who still read them. */
    void dropOld() throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            execute(connection, "drop schema if exists " + OLD + " cascade");
        }
    }

    /** The tables that hold what records say, partitions as their table. */
    List<String> compared(Connection connection) throws SQLException {
        List<String> tables = names(connection, """
                select c.relname from pg_class c
                where c.relnamespace = '%s'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                order by c.relname
                """.formatted(NEW));
        tables.removeAll(TAKEN_OVER);
        tables.removeAll(List.of("flyway_schema_history", "projection_offsets"));
        return tables;
    }

    static List<String> names(Connection connection, String sql) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
