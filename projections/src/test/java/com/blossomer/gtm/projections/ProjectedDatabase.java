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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of a test's own, migrated and empty. */
public final class ProjectedDatabase {
    private static final String TEMPLATE = "projections_migrated";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static boolean migrated;

    /** Campaigns and runs but for where their requests lie, which differs from topic to topic. */
    private static final Map<String, String> COMPARED = Map.of(
            "campaigns",
            "(select tenant, campaign_id, site, website_url, batch_id, lane, current_run, status, requested_at, columns"
                    + " from campaigns)",
            "runs",
            "(select tenant, campaign_id, run, status, assets, stages, prompt_versions, started_at, finished_at,"
                    + " failed_stage, failure_reason, failure_detail, resumed_at, base_run from runs)");

    private final DataSource source;

    private final String url;

    private ProjectedDatabase(DataSource source, String url) {
        this.source = source;
        this.url = url;
    }

    public static ProjectedDatabase create() {
        String server = EmbeddedBackends.shared().jdbcUrl();
        template(server);
        return empty(server, " template " + TEMPLATE);
    }

    static ProjectedDatabase unmigrated() {
        return empty(EmbeddedBackends.shared().jdbcUrl(), "");
    }

    private static ProjectedDatabase empty(String server, String options) {
        String name = "projections_" + NUMBER.incrementAndGet();
        execute(server, "create database " + name + options);
        return of(server, name);
    }

    /** Migrated once: a copy is there at once. */
    private static synchronized void template(String server) {
        if (!migrated) {
            execute(server, "create database " + TEMPLATE);
            DatabaseSchema.migrate(of(server, TEMPLATE).source());
            migrated = true;
        }
    }

    private static ProjectedDatabase of(String server, String name) {
        String url = server.replace("/postgres?", "/" + name + "?");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        return new ProjectedDatabase(source, url);
    }

    private static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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

    public DataSource source() {
        return source;
    }

    public void execute(String sql) throws SQLException {
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
    public List<String> everything() throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : List.of("campaigns", "runs", "stages", "contents")) {
            String rows = COMPARED.getOrDefault(table, table);
            for (String row : rows("select * from " + rows + " t order by t::text")) {
                all.add(table + ": " + row);
            }
        }
        return all;
    }

    /** How far it is projected, in the form of {@link TestKafka#ends}. */
    public List<String> offsets() throws SQLException {
        return rows("select topic, partition, next_offset from projection_offsets order by 1, 2");
    }

    /** Of all rows that speak of {@code prefix}, exactly those that folding the records gives. */
    public void assertHolds(List<? extends SpecificRecord> records, String prefix) throws SQLException {
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
