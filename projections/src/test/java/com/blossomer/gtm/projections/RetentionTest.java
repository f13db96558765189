package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.BatchPaused;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.platform.RetentionSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is dropped when, on a real database. */
@Timeout(60)
final class RetentionTest {

    private static final Duration DAY = Duration.ofDays(1);
    /** When the campaigns of the tests were asked for. */
    private final Instant then = Recorded.campaign("cmp_1", 0).requestedAt();

    private final ProjectedDatabase database = ProjectedDatabase.create();

    @Test
    void contents_and_usage_go_by_whole_partitions_once_nothing_in_them_is_young() throws SQLException {
        int week = 7 * 86_400;
        database.project(List.of(
                Recorded.campaign("cmp_old", -week).content(),
                Recorded.campaign("cmp_young", 0).content(),
                paid(0),
                paid(31 * 86_400)));
        assertThat(partitions("contents")).containsExactly("contents_20260216", "contents_20260223");
        assertThat(partitions("usage")).containsExactly("usage_20260301", "usage_20260401");

        Map<String, Long> first = enforce(Instant.parse("2026-03-31T23:59:59Z"));

        assertThat(first).containsEntry("contents", 1L).containsEntry("usage", 0L);
        assertThat(database.rows("select site from contents")).containsExactly("cmp_young.example.com");

        Map<String, Long> later = enforce(Instant.parse("2027-04-01T00:00:00Z"));

        assertThat(later).containsEntry("usage", 1L);
        assertThat(database.rows("select day from usage")).containsExactly("2026-04-01");
        assertThat(database.rows("select count(*) from contents")).containsExactly("0");
    }

    @Test
    void partitions_are_there_before_they_are_needed() throws SQLException {
        enforce(Instant.parse("2026-12-30T10:00:00Z"));

        assertThat(partitions("usage")).containsExactly("usage_20261201", "usage_20270101", "usage_20270201");
        assertThat(partitions("contents"))
                .containsExactly("contents_20261228", "contents_20270104", "contents_20270111");
    }

    @Test
    void what_comes_late_is_stored_where_it_belongs_and_dropped_again() throws SQLException {
        enforce(then.plus(Duration.ofDays(400)));

        database.project(List.of(paid(0), Recorded.campaign("cmp_late", 0).content()));
        assertThat(database.rows("select day, calls from usage")).containsExactly("2026-03-01|1");
        database.project(List.of(paid(0)));
        assertThat(database.rows("select day, calls from usage")).containsExactly("2026-03-01|2");

        assertThat(partitions("contents")).contains("contents_20260223");
        assertThat(enforce(then.plus(Duration.ofDays(401))))
                .containsEntry("usage", 1L)
                .containsEntry("contents", 1L);
        assertThat(database.rows("select count(*) from usage")).containsExactly("0");
        assertThat(database.rows("select count(*) from contents")).containsExactly("0");
    }

    @Test
    void a_partition_stays_while_somebody_writes_into_it() throws SQLException {
        database.project(List.of(paid(0)));
        try (Connection writer = database.source().getConnection()) {
            writer.setAutoCommit(false);
            RowBatch batch = new RowBatch();
            batch.addAll(CampaignRows.apply(paid(0)));
            RowWriter.write(writer, batch);

            assertThatThrownBy(() -> enforce(then.plus(Duration.ofDays(500))))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("lock timeout");
            RowWriter.write(writer, batch);
            writer.commit();
        }
        assertThat(enforce(then.plus(Duration.ofDays(500)))).containsEntry("usage", 1L);
    }

    @Test
    void the_same_reading_written_again_changes_nothing_and_a_later_one_is_another_row() throws SQLException {
        database.project(List.of(Recorded.campaign("cmp_1", 0).content()));
        database.project(List.of(Recorded.campaign("cmp_1", 0).content()));
        assertThat(database.rows("select content_hash from contents")).containsExactly("c0ffee");

        database.project(List.of(
                Recorded.campaign("cmp_1", 0).content(),
                Recorded.campaign("cmp_1", 9_000_000).content()));
        assertThat(database.rows("select content_hash, tableoid::regclass from contents order by fetched_at"))
                .containsExactly("c0ffee|contents_20260223", "c0ffee|contents_20260608");
    }

    @Test
    void old_campaigns_go_with_runs_and_stages_a_chunk_at_a_time_and_young_ones_stay() throws SQLException {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            records.addAll(Recorded.campaign("cmp_old%02d".formatted(i), i).completed());
        }
        records.addAll(Recorded.campaign("cmp_young", 86_400).in("bat_1").completed());
        database.project(records);
        Instant now = then.plus(Duration.ofDays(730)).plusSeconds(3_600);
        int[] transactions = {0};

        Map<String, Long> dropped = run(new Enforcement(RetentionSettings.DEFAULT, now, 10, () -> {
            transactions[0]++;
            return false;
        }));

        assertThat(dropped).containsEntry("campaigns", 25L);
        assertThat(transactions[0]).isGreaterThanOrEqualTo(4);
        for (String table : List.of("campaigns", "runs", "stages")) {
            assertThat(database.rows("select distinct campaign_id from " + table))
                    .containsExactly("cmp_young");
        }
    }

    @Test
    void it_stops_between_two_chunks_when_it_is_told_to() throws SQLException {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            records.addAll(Recorded.campaign("cmp_" + i, i).completed());
        }
        database.project(records);

        run(new Enforcement(RetentionSettings.DEFAULT, then.plus(Duration.ofDays(800)), 2, () -> true));
        assertThat(database.rows("select count(*) from campaigns")).containsExactly("5");
    }

    @Test
    void what_is_under_way_stays_a_month_longer_at_most() throws SQLException {
        database.project(List.of(
                Recorded.campaign("cmp_running", 0).start(),
                Recorded.campaign("cmp_running", 0).started()));
        database.project(Recorded.campaign("cmp_replayed", 1).completed());
        var replay = Recorded.campaign("cmp_replayed", 1).start();
        replay.put("run", 2);
        database.project(List.of(replay));

        assertThat(enforce(then.plus(Duration.ofDays(740)))).containsEntry("campaigns", 0L);
        assertThat(enforce(then.plus(Duration.ofDays(761)))).containsEntry("campaigns", 2L);
    }

    @Test
    void a_batch_goes_with_the_last_of_its_campaigns_and_leaves_no_counts() throws SQLException {
        Recorded old = Recorded.campaign("cmp_1", 0).in("bat_1");
        database.project(old.completed());
        database.project(List.of(paused("bat_1", old.requestedAt()), paused("bat_2", then.plus(DAY))));
        database.execute("insert into dispatch_jobs (tenant, job_id) values ('default', 'bat_1')");
        Instant now = then.plus(Duration.ofDays(730)).plusSeconds(60);

        assertThat(enforce(now)).containsEntry("campaigns", 1L).containsEntry("batches", 1L);

        assertThat(database.rows("select batch_id from batches")).containsExactly("bat_2");
        assertThat(database.rows("select distinct batch_id from batch_counts")).isEmpty();
        assertThat(database.rows("select job_id from dispatch_jobs")).isEmpty();
    }

    @Test
    void a_replay_goes_after_its_campaigns_with_its_cohort_and_counts() throws SQLException {
        for (String replay : List.of("('default', 'rep_old', 2, 0)", "('default', 'rep_young', 3, 40)")) {
            database.execute(
                    "insert into replays select tenant, id, run, 'promoted', '{}', 1, '{}', '[]', null, '[]', 0,"
                            + " '%s'::timestamptz, '%<s'::timestamptz + days * interval '1 day' from (values %s)"
                                    .formatted(then, replay)
                            + " as v (tenant, id, run, days)");
        }
        database.execute("insert into replay_campaigns select tenant, replay_id, 0, 'cmp_1', 1, 0, 0 from replays");
        database.execute("insert into replay_counts select tenant, run, 'completed', 0, 1 from replays");
        database.execute("insert into dispatch_jobs (tenant, job_id) select tenant, replay_id from replays");

        assertThat(enforce(then.plus(Duration.ofDays(761)))).containsEntry("replays", 1L);

        assertThat(database.rows("select replay_id from replays")).containsExactly("rep_young");
        assertThat(database.rows("select replay_id from replay_campaigns")).containsExactly("rep_young");
        assertThat(database.rows("select run from replay_counts")).containsExactly("3");
        assertThat(database.rows("select job_id from dispatch_jobs")).containsExactly("rep_young");
    }

    @Test
    void of_several_instances_one_works_at_a_time() throws SQLException {
        Enforcement inner = Enforcement.at(RetentionSettings.DEFAULT, then, () -> false);
        List<Optional<Enforcement.Dropped>> others = new ArrayList<>();

        run(Enforcement.at(RetentionSettings.DEFAULT, then, () -> {
            try (Connection connection = database.source().getConnection()) {
                others.add(inner.run(connection));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return false;
        }));

        assertThat(others).isNotEmpty().allMatch(Optional::isEmpty);
        assertThat(run(inner)).isNotEmpty();
    }

    @Test
    void a_second_copy_of_the_tables_in_another_schema_is_cared_for_alike() throws SQLException {
        database.project(List.of(paid(0)));
        database.project(Recorded.campaign("cmp_1", 0).completed());
        try (Connection connection = database.source().getConnection()) {
            connection.createStatement().execute("create schema copy");
        }
        Flyway.configure()
                .dataSource(database.source())
                .locations("classpath:db/migration")
                .schemas("copy")
                .load()
                .migrate();
        try (Connection connection = database.source().getConnection()) {
            connection.createStatement().execute("set search_path to copy, public");
            connection.setAutoCommit(false);
            RowBatch batch = new RowBatch();
            batch.addAll(CampaignRows.apply(paid(0)));
            batch.addAll(CampaignRows.apply(Recorded.campaign("cmp_1", 0).content()));
            RowWriter.write(connection, batch);
            connection.commit();

            var dropped = Enforcement.at(RetentionSettings.DEFAULT, then.plus(Duration.ofDays(800)), () -> false)
                    .run(connection);

            assertThat(dropped.orElseThrow().counts())
                    .containsEntry("usage", 1L)
                    .containsEntry("contents", 1L);
        }
        assertThat(database.rows("select count(*) from usage")).containsExactly("1");
        assertThat(database.rows("select count(*) from contents")).containsExactly("1");
        assertThat(database.rows("select count(*) from copy.contents")).containsExactly("0");
        assertThat(database.rows("select count(*) from campaigns")).containsExactly("1");
    }

    @Test
    void a_database_of_before_keeps_what_is_in_it() throws SQLException {
        ProjectedDatabase old = ProjectedDatabase.unmigrated();
        Flyway.configure()
                .dataSource(old.source())
                .locations("classpath:db/migration")
                .target("4")
                .load()
                .migrate();
        old.execute(
                "insert into usage select 'default', date '2025-11-30' + i, 'openai', 'm', 'icp', 'live', '', 1, 0, 0,"
                        + " 10, 0, 5, 0, 7 from generate_series(0, 40) i");
        old.execute("insert into contents select 's' || i, 'hash', 'default', 't', null, 'en', '[]', '[]',"
                + " timestamptz '2026-01-01 23:30:00+00' + i * interval '1 day' from generate_series(0, 20) i");
        List<String> usage = old.rows("select * from usage order by day");
        List<String> contents = old.rows("select * from contents order by site");

        DatabaseSchema.migrate(old.source());

        assertThat(old.rows("select * from usage order by day"))
                .isEqualTo(usage)
                .hasSize(41);
        assertThat(old.rows("select * from contents order by site"))
                .isEqualTo(contents)
                .hasSize(21);
        assertThat(old.rows(
                        "select inhrelid::regclass from pg_inherits where inhparent = 'usage'::regclass order by 1"))
                .containsExactlyInAnyOrder("usage_20251101", "usage_20251201", "usage_20260101");
        old.project(List.of(paid(0)));
        assertThat(old.rows("select count(*) from usage")).containsExactly("42");
    }

    @Test
    void it_runs_by_itself_and_says_what_it_did() throws SQLException {
        database.project(Recorded.campaign("cmp_1", 0).completed());
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Retention retention = new Retention(
                database.source(),
                DataSourceResolver.DEFAULT,
                RetentionSettings.DEFAULT,
                Clock.fixed(then.plus(Duration.ofDays(800)), ZoneOffset.UTC),
                metrics);
        assertThat(retention.health().up()).isFalse();

        retention.start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> retention.health().detail().startsWith("enforced at 2028-"));
        } finally {
            retention.stop();
        }

        assertThat(database.rows("select count(*) from campaigns")).containsExactly("0");
        assertThat(metrics.counter("blossomer.retention.dropped", "of", "campaigns")
                        .count())
                .isEqualTo(1);
        assertThat(metrics.counter("blossomer.retention.dropped", "of", "contents")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void that_it_fails_is_said_and_harms_nobody() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Retention retention = new Retention(
                ProjectedDatabase.unmigrated().source(),
                DataSourceResolver.DEFAULT,
                RetentionSettings.DEFAULT,
                Clock.systemUTC(),
                metrics);
        retention.start();
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> retention.health().detail().startsWith("failed at "));
            assertThat(retention.health().up()).isTrue();
            assertThat(retention.health().detail()).contains("ensure_partitions");
            assertThat(metrics.counter("blossomer.retention.failures").count()).isEqualTo(1);
        } finally {
            retention.stop();
        }
    }

    private static BatchEvent paused(String batch, Instant at) {
        return BatchEvent.newBuilder()
                .setTenant("default")
                .setCampaignId("")
                .setBatchId(batch)
                .setOccurredAt(at)
                .setTraceId("0".repeat(32))
                .setBody(new BatchPaused())
                .build();
    }

    private SpecificRecord paid(int second) {
        PaidCall call = new PaidCall("openai", "m", "completed", 1_000L, 400L, 100L, 20L, 7_000L, true, 5L);
        return Recorded.campaign("cmp_paid", second).happened(1, new CallsPaid("icp", "live", List.of(call)));
    }

    private Map<String, Long> enforce(Instant now) throws SQLException {
        return run(Enforcement.at(RetentionSettings.DEFAULT, now, () -> false));
    }

    private Map<String, Long> run(Enforcement enforcement) throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            return enforcement.run(connection).orElseThrow().counts();
        }
    }

    private List<String> partitions(String table) throws SQLException {
        return database.rows("select inhrelid::regclass::text from pg_inherits where inhparent = '" + table
                + "'::regclass order by 1");
    }
}
