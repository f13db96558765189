package com.blossomer.gtm.bench;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Rows that PostgreSQL has written, by its own statistics. */
final class PostgresRows {

    private PostgresRows() {}

    static long written(String jdbcUrl) throws SQLException {
        try (var connection = DriverManager.getConnection(jdbcUrl);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select coalesce(sum(n_tup_ins + n_tup_upd), 0) from" + " pg_stat_user_tables")) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
