package com.blossomer.gtm.projections;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Budget;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunResumed;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowWriterTest {

    private final Recorded acme = Recorded.campaign("cmp_1", 0);

    @Test
    void a_run_is_stored_with_its_assets_as_they_came() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();

        database.project(acme.completed());

        assertThat(database.rows("select campaign_id, site, lane, status, current_run, batch_id from campaigns"))
                .containsExactly("cmp_1|cmp_1.example.com|interactive|completed|1|null");
        assertThat(database.rows("select output from stages where stage = 'icp'"))
                .containsExactly(acme.output("icp"));
        assertThat(database.rows("select status, assets, stages, prompt_versions->>'icp' from runs"))
                .containsExactly("completed|[\"icp\"]|[\"content\",\"overview\",\"icp\"]|1");
        assertThat(database.rows("select title, sections->0->>'text', pages->0->>'http_status' from contents"))
                .containsExactly("A title with NUL|Words of the page.|200");
    }

    @Test
    void upserts_in_any_order_and_any_batches_agree_with_the_fold_in_memory() throws SQLException {
        List<SpecificRecord> records = new ArrayList<>(acme.completed());
        records.addAll(Recorded.campaign("cmp_2", 1).in("b1").failed());
        ProjectedDatabase whole = ProjectedDatabase.create();
        whole.project(records);

        Random random = new Random(11);
        for (int round = 0; round < 5; round++) {
            ProjectedDatabase shuffled = ProjectedDatabase.create();
            List<SpecificRecord> order = new ArrayList<>(records);
            order.addAll(records);
            Collections.shuffle(order, random);
            for (int i = 0; i < order.size(); ) {
                int end = Math.min(order.size(), i + 1 + random.nextInt(4));
                shuffled.project(order.subList(i, end));
                i = end;
            }
            assertThat(shuffled.everything()).isEqualTo(whole.everything());
        }
    }

    @Test
    void a_campaign_shows_the_status_of_its_current_run_only() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();
        database.project(acme.completed());
        try (Connection connection = database.source().getConnection()) {
            connection.createStatement().execute("update campaigns set current_run = 2");
        }

        database.project(List.of(acme.start()));
        assertThat(database.rows("select status from campaigns")).containsExactly("completed");

        var replay = acme.start();
        replay.put("run", 2);
        database.project(List.of(replay));
        assertThat(database.rows("select status from campaigns")).containsExactly("pending");
        assertThat(database.rows("select run, status from runs order by run"))
                .containsExactly("1|completed", "2|pending");
    }

    @Test
    void a_resumed_run_runs_again_and_forgets_why_it_had_ended_also_within_one_batch() throws SQLException {
        StageFailure spent = new StageFailure("budget_exhausted", "Nothing left.");
        List<SpecificRecord> records = List.of(
                acme.start(),
                acme.started(),
                acme.finished(RunStatus.FAILED, "icp", spent),
                acme.happened(50, new RunResumed(List.of("icp"))),
                acme.happened(60, new RunFinished(RunStatus.COMPLETED, null, null)));
        String shown = "select c.status, r.status, finished_at is null, failure_reason, resumed_at is null"
                + " from runs r join campaigns c using (tenant, campaign_id)";

        for (int batch = 1; batch <= records.size(); batch++) {
            ProjectedDatabase database = ProjectedDatabase.create();
            for (int i = 0; i < records.size(); i += batch) {
                database.project(records.subList(i, Math.min(records.size(), i + batch)));
            }
            assertThat(database.rows(shown)).as("%d at a time", batch).containsExactly("completed|completed|f|null|f");
        }
        ProjectedDatabase running = ProjectedDatabase.create();
        running.project(records.subList(0, 3));
        assertThat(running.rows(shown)).containsExactly("failed|failed|f|budget_exhausted|t");
        running.project(records.subList(3, 4));
        assertThat(running.rows(shown)).containsExactly("running|running|t|null|f");
    }

    @Test
    void calls_that_were_paid_are_added_up_by_day_model_stage_and_source() throws SQLException {
        PaidCall good = new PaidCall("openai", "m", "completed", 1_000L, 400L, 100L, 20L, 7_000L, true, 5L);
        PaidCall cut = new PaidCall("openai", "m", "truncated", 1_000L, 0L, 50L, 0L, 3_000L, true, 5L);
        PaidCall unpriced = new PaidCall("local", "m", "completed", 10L, 0L, 5L, 0L, 0L, false, 5L);
        ProjectedDatabase database = ProjectedDatabase.create();

        database.project(List.of(
                acme.happened(1, new CallsPaid("icp", "live", List.of(cut, good))),
                acme.happened(2, new CallsPaid("icp", "live", List.of(good)))));
        database.project(List.of(
                acme.happened(3, new CallsPaid("icp", "live", List.of(good, unpriced))),
                acme.happened(4, new CallsPaid("email", "replay", List.of(good)))));

        assertThat(
                        database.rows(
                                "select provider, stage, source, calls, wasted_calls, unpriced_calls, input_tokens,"
                                        + " cached_input_tokens, output_tokens, reasoning_tokens, cost_nano_usd from usage order by 1, 2"))
                .containsExactly(
                        "local|icp|live|1|0|1|10|0|5|0|0",
                        "openai|email|replay|1|0|0|1000|400|100|20|7000",
                        "openai|icp|live|4|1|0|4000|1200|350|60|24000");
    }

    @Test
    void a_budget_shows_its_last_state() throws SQLException {
        ProjectedDatabase database = ProjectedDatabase.create();

        database.project(List.of(budget(2, 500L, 20), budget(1, 100L, 10)));
        database.project(List.of(budget(3, null, 30), budget(2, 500L, 20)));

        assertThat(database.rows("select scope, limit_nano_usd, spent_nano_usd, reserved_nano_usd from budgets"))
                .containsExactly("tenant|null|30|5");
    }

    private Budget budget(int second, @Nullable Long limit, long spent) {
        return new Budget(
                "default", "", "tenant", acme.requestedAt().plusSeconds(second), "0".repeat(32), limit, spent, 5L);
    }
}
