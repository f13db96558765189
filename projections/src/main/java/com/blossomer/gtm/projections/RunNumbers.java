package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Numbers of runs beyond the first: no replay and no edit of a tenant has that of another. */
public final class RunNumbers {

    private static final String NEXT = """
            select 1 + greatest(1,
                (select max(run) from replays where tenant = ?),
                (select max(run) from edits where tenant = ?),
                (select run from runs where tenant = ? and run > 1 order by run desc limit 1))
            """;

    private RunNumbers() {}

    /**
     * The next number. Others of the tenant wait until the transaction ends, in which the caller writes down that the number
     * is taken.
     */
    public static int next(Connection connection, String tenant) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtext('replays ' || ?))")) {
            lock.setString(1, tenant);
            lock.execute();
        }
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setString(1, tenant);
            select.setString(2, tenant);
            select.setString(3, tenant);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("a select without from gave no row");
                }
                return row.getInt(1);
            }
        }
    }
}
