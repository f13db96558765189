package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.events.ReplayState;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StartRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EditRowsTest {

    private static final String SHOWN = "select current_run, status from campaigns";

    private final Recorded acme = Recorded.campaign("cmp_1", 0);

    @Test
    void an_edit_becomes_current_once_it_is_complete_and_not_before() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();
        database.project(acme.completed());
        List<SpecificRecord> edit = run(2, 1, 100, RunStatus.COMPLETED);

        database.project(edit.subList(0, 2));
        assertThat(database.rows(SHOWN)).containsExactly("1|completed");
        database.project(edit.subList(2, edit.size()));

        assertThat(database.rows(SHOWN)).containsExactly("2|completed");
        assertThat(database.rows("select * from replay_counts")).isEmpty();
        assertThat(database.rows("select run, status, base_run from runs order by run"))
                .containsExactly("1|completed|null", "2|completed|1");
    }

    @Test
    void one_that_ends_short_leaves_the_campaign_as_it_is() throws SQLException {
        for (RunStatus status : List.of(RunStatus.PARTIAL, RunStatus.FAILED, RunStatus.CANCELLED)) {
            ProjectedDatabase database = ProjectedDatabase.create();
            database.project(acme.completed());
            database.project(run(2, 1, 100, status));
            assertThat(database.rows(SHOWN)).containsExactly("1|completed");
        }
    }

    @Test
    void any_order_of_records_and_topics_and_any_repetition_shows_the_same_run() throws SQLException {
        List<SpecificRecord> records = new ArrayList<>(acme.completed());
        records.addAll(run(2, 1, 100, RunStatus.COMPLETED));
        records.addAll(run(4, 2, 300, RunStatus.COMPLETED));
        records.addAll(run(5, 4, 500, RunStatus.PARTIAL));
        Random random = new Random(3);
        for (int round = 0; round < 8; round++) {
            ProjectedDatabase database = ProjectedDatabase.create();
            List<SpecificRecord> order = new ArrayList<>(records);
            order.addAll(records);
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); ) {
                int end = Math.min(order.size(), i + 1 + random.nextInt(5));
                database.project(order.subList(i, end));
                i = end;
            }
            assertThat(database.rows(SHOWN)).as("round %d", round).containsExactly("4|completed");
        }
    }

    @Test
    void of_an_edit_and_a_promoted_replay_the_one_that_knows_of_the_other_is_shown() throws SQLException {
        List<SpecificRecord> edit = run(2, 1, 200, RunStatus.COMPLETED);
        List<SpecificRecord> replayed = run(3, null, 400, RunStatus.COMPLETED);
        // The replay was made before the edit ended: it knows nothing of it, even if it is promoted after it.
        Replay before = replay(100, 600);
        Replay after = replay(300, 600);
        for (boolean promotedFirst : new boolean[] {true, false}) {
            ProjectedDatabase older = ProjectedDatabase.create();
            older.project(acme.completed());
            older.project(replayed);
            older.project(promotedFirst ? List.of(before) : edit);
            older.project(promotedFirst ? edit : List.of(before));
            assertThat(older.rows(SHOWN)).containsExactly("2|completed");

            ProjectedDatabase newer = ProjectedDatabase.create();
            newer.project(acme.completed());
            newer.project(replayed);
            newer.project(promotedFirst ? List.of(after) : edit);
            newer.project(promotedFirst ? edit : List.of(after));
            assertThat(newer.rows(SHOWN)).containsExactly("3|completed");
            newer.project(edit);
            assertThat(newer.rows(SHOWN)).as("a repeated record").containsExactly("3|completed");
        }
    }

    @Test
    void numbers_of_runs_are_taken_once_whatever_takes_them() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();
        database.project(acme.completed());
        try (Connection connection = database.source().getConnection()) {
            assertThat(RunNumbers.next(connection, "default")).isEqualTo(2);
            database.project(List.of(replay(0, 10)));
            assertThat(RunNumbers.next(connection, "default")).isEqualTo(4);
            database.execute("insert into edits values ('default', 4, 'cmp_1', now())");
            assertThat(RunNumbers.next(connection, "default")).isEqualTo(5);
            database.project(run(9, 1, 100, RunStatus.COMPLETED));
            assertThat(RunNumbers.next(connection, "default")).isEqualTo(10);
            assertThat(RunNumbers.next(connection, "other")).isEqualTo(2);
        }
    }

    @Test
    void provenance_is_read_back_as_it_was_written() {
        Provenance provenance = Provenance.newBuilder()
                .setSource("model")
                .setContentHash("c0ffee")
                .setPromptVersion("1")
                .setPromptKey("k")
                .setProvider("openai")
                .setModel("m")
                .setInputTokens(7)
                .setOutputTokens(8)
                .setCostNanoUsd(1_230_000_001)
                .setLatencyMs(9)
                .setCalls(2)
                .setAnsweredAt(acme.requestedAt())
                .setCachedInputTokens(3)
                .setReasoningTokens(4)
                .setRepaired(List.of("a", "b"))
                .setEditedFrom(6)
                .build();
        Provenance bare = Provenance.newBuilder()
                .setSource("given")
                .setAnsweredAt(acme.requestedAt())
                .build();

        assertThat(Json.provenance(Json.of(provenance))).isEqualTo(provenance);
        assertThat(Json.provenance(Json.of(bare))).isEqualTo(bare);
    }

    private Replay replay(int createdStep, int promotedStep) {
        return Replay.newBuilder()
                .setTenant("default")
                .setReplayId("rep_1")
                .setRun(3)
                .setOccurredAt(acme.requestedAt().plusMillis(500 + promotedStep * 100L))
                .setTraceId("0".repeat(32))
                .setCreatedAt(acme.requestedAt().plusMillis(500 + createdStep * 100L))
                .setState(ReplayState.PROMOTED)
                .setCohort("{}")
                .setCampaigns(1)
                .build();
    }

    /** The records of a run that ends at a step; an edit where it has a base. */
    private List<SpecificRecord> run(int run, @Nullable Integer base, int step, RunStatus status) {
        StartRun start = StartRun.newBuilder((StartRun) acme.start().getBody())
                .setBaseRun(base)
                .build();
        CampaignCommand command = CampaignCommand.newBuilder(acme.start())
                .setRun(run)
                .setOccurredAt(acme.requestedAt().plusMillis(step * 100L))
                .setBody(start)
                .build();
        Provenance given = Provenance.newBuilder()
                .setSource("given")
                .setEditedFrom(base)
                .setAnsweredAt(acme.requestedAt())
                .build();
        RunStarted started = RunStarted.newBuilder((RunStarted) acme.started().getBody())
                .setBaseRun(base)
                .build();
        return List.of(
                command,
                event(run, step - 2, started),
                event(run, step - 1, new StageCompleted("icp", acme.output("icp"), given)),
                event(run, step, new RunFinished(status, null, null)));
    }

    private CampaignEvent event(int run, int step, Object body) {
        return CampaignEvent.newBuilder(acme.happened(step, body)).setRun(run).build();
    }
}
