package com.blossomer.gtm.projections.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.events.ReplayState;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.projections.Enforcement;
import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.Recorded;
import com.blossomer.gtm.projections.RunningProjection;
import com.blossomer.gtm.projections.SharesTopics;
import com.blossomer.gtm.projections.TestKafka;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** New tables beside live ones that a projection goes on writing, against a real broker and database. */
@SharesTopics
@Timeout(120)
@Order(2)
final class RebuildTest {

    private static final String REPLAY_RUN = "2";

    private final String prefix = "cmp_" + UUID.randomUUID() + "_";
    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Told told = new Told();
    private Rebuild.Ageing ageing = connection -> true;
    private int asked;

    @Test
    void new_tables_take_the_place_of_the_live_ones_and_the_projection_writes_on_in_them() throws Exception {
        List<SpecificRecord> records = campaigns(0, 20);
        TestKafka.produce(records);
        TestKafka.produceRaw("nowhere", ("garbage " + prefix).getBytes(StandardCharsets.UTF_8));
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            database.execute("insert into dispatch_jobs (tenant, job_id, position) values ('default', 'bat_1', 7)");
            database.execute("create index added_by_an_operator on campaigns (website_url) where lane = 'BATCH'");
            List<String> indexes = indexes();

            Rebuild.Outcome outcome = rebuild(false);

            assertThat(outcome.swapped()).isTrue();
            assertThat(outcome.tables())
                    .allMatch(TableComparison::equal)
                    .extracting(TableComparison::table)
                    .contains("campaigns", "runs", "stages", "contents", "usage", "batches", "batch_counts", "replays")
                    .doesNotContain("dispatch_jobs", "flyway_schema_history");
            assertThat(indexes()).isEqualTo(indexes).hasSizeGreaterThan(20);
            List<SpecificRecord> later = campaigns(20, 25);
            TestKafka.produce(later);
            live.catchUp();
            records.addAll(later);
        }
        database.assertHolds(records, prefix);
        assertThat(database.rows("select position from dispatch_jobs where job_id = 'bat_1'"))
                .containsExactly("7");
        assertThat(database.rows("select nspname from pg_namespace where nspname in ('rebuilding', 'replaced')"))
                .isEmpty();
        assertThat(told.records.get()).isPositive();
    }

    @Test
    void a_row_that_the_topics_do_not_give_is_told_and_the_live_tables_stay_until_it_is_accepted() throws Exception {
        TestKafka.produce(campaigns(0, 5));
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            database.execute("update stages set output = '{\"name\":\"tampered\"}' where campaign_id = '" + prefix
                    + "1' and stage = 'icp'");
            database.execute("delete from runs where campaign_id = '" + prefix + "2'");

            Rebuild.Outcome refused = rebuild(false);

            assertThat(refused.swapped()).isFalse();
            assertThat(refused.tables().stream().filter(table -> !table.equal()).map(TableComparison::table))
                    .containsExactly("runs", "stages");
            assertThat(refused.tables().stream()
                            .filter(table -> table.table().equals("stages"))
                            .flatMap(table -> table.examples().stream()))
                    .anyMatch(row -> row.startsWith("live: (default," + prefix + "1,"))
                    .anyMatch(row -> row.startsWith("rebuilt: (default," + prefix + "1,"));
            assertThat(outputs()).anyMatch(row -> row.contains("tampered"));

            assertThat(rebuild(true).swapped()).isTrue();
            assertThat(outputs()).noneMatch(row -> row.contains("tampered"));
        }
    }

    @Test
    void one_that_is_cut_off_is_gone_on_with() throws Exception {
        TestKafka.produce(campaigns(0, 10));
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            List<String> indexes = indexes();
            told.stopAfterFirst = true;
            assertThatThrownBy(() -> rebuild(false)).isInstanceOf(Rebuild.Stopped.class);
            long first = told.records.get();
            assertThat(first).isPositive();
            stopping.set(false);
            told.stopAfterFirst = false;

            assertThat(rebuild(false).swapped()).isTrue();

            assertThat(told.records.get()).as("each record read once").isEqualTo(recordsRead());
            assertThat(indexes()).isEqualTo(indexes);
        }
    }

    @Test
    void the_live_projection_goes_on_all_the_while() throws Exception {
        List<SpecificRecord> records = campaigns(0, 20);
        TestKafka.produce(records);
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            Thread producing = Thread.ofPlatform().start(() -> {
                for (int i = 20; i < 60; i++) {
                    TestKafka.produce(campaigns(i, i + 1));
                }
            });
            assertThat(rebuild(false).swapped()).isTrue();
            producing.join();
            live.catchUp();
            records.addAll(campaigns(20, 60));
        }
        database.assertHolds(records, prefix);
    }

    @Test
    void what_is_past_its_age_comes_back_in_neither() throws Exception {
        TestKafka.produce(campaigns(0, 3));
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            assertThat(database.rows("select site from contents")).isNotEmpty();
            Enforcement enforcement =
                    Enforcement.at(RetentionSettings.DEFAULT, Instant.parse("2026-06-01T00:00:00Z"), () -> false);
            ageing = connection -> enforcement.run(connection).isPresent();

            assertThat(rebuild(false).swapped()).isTrue();

            assertThat(database.rows("select site from contents")).isEmpty();
            assertThat(database.rows("select campaign_id from campaigns where campaign_id like '" + prefix + "%'"))
                    .hasSize(3);
        }
    }

    @Test
    void replays_are_promoted_and_discarded_as_they_were() throws Exception {
        Recorded kept = Recorded.campaign(prefix + "kept", 0).of(prefix);
        Recorded dropped = Recorded.campaign(prefix + "dropped", 1).of(prefix);
        List<SpecificRecord> records = new ArrayList<>(kept.completed());
        records.addAll(dropped.completed());
        records.addAll(again(kept, 2));
        records.addAll(again(dropped, 3));
        TestKafka.produce(records);
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            for (var replay : Map.of("2", "kept", "3", "dropped").entrySet()) {
                database.execute("insert into replay_campaigns values ('" + prefix + "', 'rep_" + replay.getKey()
                        + "', 0, '" + prefix + replay.getValue() + "', 1, 0, 0)");
            }
            TestKafka.produce(List.of(
                    replay(2, ReplayState.RUNNING),
                    replay(3, ReplayState.RUNNING),
                    replay(2, ReplayState.PROMOTED),
                    replay(3, ReplayState.PROMOTED),
                    replay(3, ReplayState.DISCARDED)));
            live.catchUp();
            List<String> before = runs();
            assertThat(before)
                    .containsExactly(prefix + "dropped|1|1", prefix + "kept|" + REPLAY_RUN + "|1", prefix + "kept|2|2");

            assertThat(rebuild(false).swapped()).isTrue();

            assertThat(runs()).isEqualTo(before);
            assertThat(database.rows("select replay_id from replay_campaigns")).containsExactly("rep_2");
        }
    }

    @Test
    void an_edited_campaign_still_shows_its_edit_and_numbers_stay_taken() throws Exception {
        Recorded edited = Recorded.campaign(prefix + "edited", 0).of(prefix);
        List<SpecificRecord> records = new ArrayList<>(edited.completed());
        for (SpecificRecord record : again(edited, 4)) {
            records.add(
                    record instanceof CampaignEvent event && event.getBody() instanceof RunStarted started
                            ? CampaignEvent.newBuilder(event)
                                    .setBody(RunStarted.newBuilder(started)
                                            .setBaseRun(1)
                                            .build())
                                    .build()
                            : record);
        }
        TestKafka.produce(records);
        try (RunningProjection live = RunningProjection.into(database)) {
            live.catchUp();
            database.execute("insert into edits values ('" + prefix + "', 5, '" + prefix + "edited', now())");
            List<String> before = runs();
            assertThat(before).containsExactly(prefix + "edited|4|1", prefix + "edited|4|4");

            assertThat(rebuild(false).swapped()).isTrue();

            assertThat(runs()).isEqualTo(before);
            assertThat(database.rows("select run from edits where tenant = '" + prefix + "'"))
                    .containsExactly("5");
        }
    }

    private Rebuild.Outcome rebuild(boolean acceptDifferences) throws SQLException, Rebuild.Stopped {
        try (Rebuild rebuild = new Rebuild(
                database.source(), TestKafka.clients(), RunningProjection.NAME, ageing, told, stopping::get)) {
            return rebuild.run(false, acceptDifferences);
        }
    }

    /** Of the live tables and their partitions, those that can be used. */
    private List<String> indexes() throws SQLException {
        return database.rows("select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = indexrelid"
                + " where c.relnamespace = 'public'::regnamespace and i.indisvalid"
                + " order by indrelid::regclass::text, pg_get_indexdef(indexrelid)");
    }

    private List<SpecificRecord> campaigns(int from, int to) {
        List<SpecificRecord> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Recorded campaign = Recorded.campaign(prefix + i, i);
            records.addAll(
                    i % 4 == 0
                            ? campaign.failed()
                            : campaign.in("bat_" + prefix).completed());
        }
        return records;
    }

    /** The same campaign once more, as a replay's run. */
    private static List<SpecificRecord> again(Recorded campaign, int run) {
        return campaign.completed().stream()
                .map(record -> switch (record) {
                    case CampaignCommand command ->
                        (SpecificRecord)
                                CampaignCommand.newBuilder(command).setRun(run).build();
                    case CampaignEvent event ->
                        CampaignEvent.newBuilder(event).setRun(run).build();
                    default -> record;
                })
                .toList();
    }

    private Replay replay(int run, ReplayState state) {
        Instant at = Instant.parse("2026-03-02T12:00:00Z").plusSeconds(asked++);
        return Replay.newBuilder()
                .setTenant(prefix)
                .setReplayId("rep_" + run)
                .setRun(run)
                .setState(state)
                .setCohort("{}")
                .setCampaigns(1)
                .setPromptVersions(Map.of())
                .setModels(List.of())
                .setBudgets(List.of())
                .setPriority(0)
                .setCreatedAt(Instant.parse("2026-03-02T12:00:00Z"))
                .setOccurredAt(at)
                .setTraceId("0af7651916cd43dd8448eb211c80319c")
                .build();
    }

    private List<String> runs() throws SQLException {
        return database.rows("select c.campaign_id, c.current_run, r.run from campaigns c join runs r using (tenant,"
                + " campaign_id) where c.tenant = '" + prefix + "' order by 1, 3");
    }

    private List<String> outputs() throws SQLException {
        return database.rows("select output from stages where campaign_id = '" + prefix + "1'");
    }

    private long recordsRead() throws SQLException {
        try (Connection connection = database.source().getConnection();
                var consumer = TestKafka.clients().tail("test-count", Map.of())) {
            var ends = NewTables.offsets(connection, NewTables.LIVE, RunningProjection.NAME);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            long records = 0;
            while (ends.keySet().stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                records += consumer.poll(Duration.ofMillis(100)).count();
            }
            return records;
        }
    }

    private final class Told implements Rebuild.Progress {

        private final AtomicLong records = new AtomicLong();
        private volatile boolean stopAfterFirst;

        @Override
        public void phase(String phase) {}

        @Override
        public void read(long read, long rows, long remaining) {
            records.addAndGet(read);
            if (stopAfterFirst && read > 0) {
                stopping.set(true);
            }
        }
    }
}
