package com.blossomer.gtm.projections.rebuild;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A table as it is live and as it was rebuilt, both at the same offsets. The checksum is a sum over the rows, whatever their
 * order.
 *
 * @param examples keys of rows that differ, a few; empty where none do
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record TableComparison(String table, long liveRows, long rebuiltRows, boolean equal, List<String> examples) {

    private static final int EXAMPLES = 5;

    /** Counts are kept in slots, one for each of several writers: what they add up to is compared. */
    private static final Map<String, String> ROWS = Map.of(
            "batch_counts",
            "(select tenant, batch_id, kind, name, sum(n) from %s.batch_counts where kind <> 'ended'"
                    + " group by 1, 2, 3, 4 having sum(n) <> 0)",
            "replay_counts",
            "(select tenant, run, status, sum(n) from %s.replay_counts group by 1, 2, 3 having sum(n) <> 0)");

    /** How many rows, and the sum of their hashes. */
    private record Sum(long rows, String hash) {}

    /**
     * Compares, by what each connection sees.
     *
     * @param now a third connection, which sees both as they are now: examples are looked up there
     */
    static TableComparison of(String table, Connection live, Connection rebuilt, Connection now) throws SQLException {
        Sum before = sum(live, rows(table, NewTables.LIVE));
        Sum after = sum(rebuilt, rows(table, NewTables.NEW));
        boolean equal = before.equals(after);
        return new TableComparison(table, before.rows(), after.rows(), equal, equal ? List.of() : examples(now, table));
    }

    private static String rows(String table, String schema) {
        return ROWS.getOrDefault(table, "%s." + table).formatted(schema);
    }

    private static Sum sum(Connection connection, String rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from " + rows
                                + " t")) {
            row.next();
            return new Sum(row.getLong(1), row.getString(2));
        }
    }

    private static List<String> examples(Connection connection, String table) throws SQLException {
        String live = rows(table, NewTables.LIVE);
        String rebuilt = rows(table, NewTables.NEW);
        return NewTables.names(connection, """
                select left(side || ': ' || t, 200) from (
                    (select 'live' as side, t::text as t from %s t except all select 'live', t::text from %s t limit %d)
                    union all
                    (select 'rebuilt', t::text from %s t except all select 'rebuilt', t::text from %s t limit %d)) d
                """.formatted(live, rebuilt, EXAMPLES, rebuilt, live, EXAMPLES));
    }
}
