package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Adds usage up. */
@Singleton
class UsageReader {

    /** What usage is kept by; the column of each is its name, but for the batch. */
    enum Dimension {
        DAY("day"),
        PROVIDER("provider"),
        MODEL("model"),
        STAGE("stage"),
        SOURCE("source"),
        BATCH("batch_id");

        private final String column;

        Dimension(String column) {
            this.column = column;
        }
    }

    private static final String SUMS = "sum(calls), sum(wasted_calls), sum(unpriced_calls), sum(input_tokens),"
            + " sum(cached_input_tokens), sum(output_tokens), sum(reasoning_tokens), sum(cost_nano_usd)";

    private final JdbcOperations jdbc;

    UsageReader(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** @param batch null for all that was spent */
    @ReadOnly
    UsageView between(String tenant, LocalDate from, LocalDate to, Set<Dimension> dimensions, @Nullable String batch) {
        String columns = dimensions.stream().map(one -> one.column).collect(Collectors.joining(", "));
        String sql = "select " + columns + ", " + SUMS + " from usage where tenant = ? and day between ? and ?"
                + (batch == null ? "" : " and batch_id = ?") + " group by " + columns + " order by " + columns;
        List<UsageView.Group> groups = jdbc.prepareStatement(sql, statement -> {
            statement.setString(1, tenant);
            statement.setObject(2, from);
            statement.setObject(3, to);
            if (batch != null) {
                statement.setString(4, batch);
            }
            List<UsageView.Group> read = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    read.add(group(rows, dimensions));
                }
            }
            return read;
        });
        UsageView.Group total = groups.stream().reduce(UsageView.Group.NONE, UsageView.Group::plus);
        return new UsageView(from.toString(), to.toString(), "USD", total, groups);
    }

    private static UsageView.Group group(ResultSet row, Set<Dimension> dimensions) throws SQLException {
        int sums = dimensions.size();
        return new UsageView.Group(
                value(row, dimensions, Dimension.DAY),
                value(row, dimensions, Dimension.PROVIDER),
                value(row, dimensions, Dimension.MODEL),
                value(row, dimensions, Dimension.STAGE),
                value(row, dimensions, Dimension.SOURCE),
                value(row, dimensions, Dimension.BATCH),
                row.getLong(sums + 1),
                row.getLong(sums + 2),
                row.getLong(sums + 3),
                row.getLong(sums + 4),
                row.getLong(sums + 5),
                row.getLong(sums + 6),
                row.getLong(sums + 7),
                Money.usd(row.getBigDecimal(sums + 8)));
    }

    private static @Nullable String value(ResultSet row, Set<Dimension> dimensions, Dimension dimension)
            throws SQLException {
        return dimensions.contains(dimension) ? row.getString(dimension.column) : null;
    }
}
