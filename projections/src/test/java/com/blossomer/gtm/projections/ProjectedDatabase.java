package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of a test's own, migrated and empty. */
public final class ProjectedDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** A campaign but for where its request lies, which differs from topic to topic. */
    private static final String CAMPAIGNS =
            "(select tenant, campaign_id, site, website_url, batch_id, lane, current_run, status, requested_at, columns"
                    + " from campaigns)";

    private final DataSource source;

    private final String url;

    private ProjectedDatabase(DataSource source, String url) {
        this.source = source;
        this.url = url;
    }

    public static ProjectedDatabase create() {
        ProjectedDatabase database = unmigrated();
        DatabaseSchema.migrate(database.source);
        return database;
    }

    static ProjectedDatabase unmigrated() {
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
        return new ProjectedDatabase(source, url);
    }

    /** An empty database that somebody else started, not migrated. */
    static ProjectedDatabase at(String url) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setSocketTimeout(5);
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
    public List<String> rows(String sql) throws SQLException {
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
            String rows = table.equals("campaigns") ? CAMPAIGNS : table;
            for (String row : rows("select * from " + rows + " t order by t::text")) {
                all.add(table + ": " + row);
            }
        }
        return all;
    }

    /** How far it is projected, in the form of {@link TestKafka#ends}. */
    List<String> offsets() throws SQLException {
        return rows("select topic, partition, next_offset from projection_offsets order by 1, 2");
    }

    /** Of all rows that speak of {@code prefix}, exactly those that folding the records gives. */
    void assertHolds(List<? extends SpecificRecord> records, String prefix) throws SQLException {
        ProjectedDatabase expected = create();
        expected.project(records);
        List<String> there =
                everything().stream().filter(row -> row.contains(prefix)).toList();
        List<String> wanted = expected.everything().stream()
                .filter(row -> row.contains(prefix))
                .toList();
        assertThat(without(wanted, there)).as("rows that are missing or wrong").isEmpty();
        assertThat(without(there, wanted)).as("rows that should not be there").isEmpty();
        assertThat(wanted).isNotEmpty();
    }

    private static List<String> without(List<String> rows, List<String> others) {
        Set<String> known = new HashSet<>(others);
        return rows.stream().filter(row -> !known.contains(row)).limit(3).toList();
    }
}
