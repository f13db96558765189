package com.blossomer.gtm.projections;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tables whose rows are dropped by age, a partition at a time. All of it works on the schema that is current on the
 * connection, whichever that is. Days are those of UTC.
 */
enum Partitioned {
    USAGE("usage", "month"),
    CONTENTS("contents", "week");

    /** How many steps ahead partitions are made, so that writers find theirs as a rule. */
    private static final int AHEAD = 2;

    private static final String PATIENCE = "set local lock_timeout = '2s'";

    private static final String EXPIRED = """
            select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
            where i.inhparent = to_regclass(format('%I.%I', current_schema(), ?))
              and (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \\(''(.*)''\\)'))[1]::timestamptz <= ?
            order by 1
            """;

    private final String table;
    private final String step;

    Partitioned(String table, String step) {
        this.table = table;
        this.step = step;
    }

    String table() {
        return table;
    }

    /**
     * Makes the partitions that rows of these days need. They are there until the connection's transaction ends, whoever
     * drops old ones meanwhile.
     */
    void ensure(Connection connection, Collection<LocalDate> days) throws SQLException {
        if (days.isEmpty()) {
            return;
        }
        try (PreparedStatement call = connection.prepareStatement("select ensure_partitions(?, ?, ?)")) {
            Array array =
                    connection.createArrayOf("date", days.stream().distinct().toArray());
            call.setString(1, table);
            call.setString(2, step);
            call.setArray(3, array);
            call.execute();
        }
    }

    /** The present and the next partitions; gives up where a writer that makes one is not done soon. */
    void ensureAhead(Connection connection, Instant now) throws SQLException {
        execute(connection, PATIENCE);
        ensure(connection, ahead(LocalDate.ofInstant(now, ZoneOffset.UTC)).toList());
    }

    private Stream<LocalDate> ahead(LocalDate today) {
        return IntStream.rangeClosed(0, AHEAD).mapToObj(steps -> switch (this) {
            case USAGE -> today.plusMonths(steps);
            case CONTENTS -> today.plusWeeks(steps);
        });
    }

    /** Partitions that hold nothing of after that time. */
    List<String> expired(Connection connection, Instant cutoff) throws SQLException {
        List<String> names = new ArrayList<>();
        // Bounds that are dates are read as the beginning of the day.
        execute(connection, "set local time zone 'UTC'");
        try (PreparedStatement select = connection.prepareStatement(EXPIRED)) {
            select.setString(1, table);
            select.setObject(2, OffsetDateTime.ofInstant(cutoff, ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
        }
        return names;
    }

    /**
     * Drops one of {@link #expired}. Readers and writers of the table wait for it; so it does not wait long for them.
     *
     * @throws SQLException also when somebody reads for longer than that: try again later
     */
    static void drop(Connection connection, String partition) throws SQLException {
        execute(connection, PATIENCE);
        execute(connection, "drop table if exists \"" + partition.replace("\"", "\"\"") + "\"");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
