package com.blossomer.gtm.projections;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of a test's own, migrated and empty. */
public final class ProjectedDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final DataSource source;

    private final String url;

    private ProjectedDatabase(DataSource source, String url) {
        this.source = source;
        this.url = url;
    }

    public static ProjectedDatabase create() {
        String server = EmbeddedBackends.shared().jdbcUrl();
        String name = "projections_" + NUMBER.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(server);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        String url = server.replace("/postgres?", "/" + name + "?");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        DatabaseSchema.migrate(source);
        return new ProjectedDatabase(source, url);
    }

    public String url() {
        return url;
    }

    /** Writes what the records say, as the projection does. */
    public void project(List<? extends SpecificRecord> records) throws SQLException {
        RowBatch batch = new RowBatch();
        records.forEach(record -> batch.addAll(CampaignRows.apply(record)));
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            RowWriter.write(connection, batch);
            connection.commit();
        }
    }

    DataSource source() {
        return source;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every row of the query, its columns joined by {@code |}. */
    List<String> rows(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(String.valueOf(rows.getString(i)));
                }
                texts.add(String.join("|", cells));
            }
            return texts;
        }
    }

    /** All that is projected, for comparing one way of getting there with another. */
    List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : List.of("campaigns", "runs", "stages", "contents")) {
            for (String row : rows("select * from " + table + " t order by t::text")) {
                all.add(table + ": " + row);
            }
        }
        return all;
    }
}
