package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Reserve;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunResumed;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.Settle;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.state.RunState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs whose prompts are let out by a budget. */
final class BudgetedRunTest {

    private static final String BATCH = "batch:b1";

    private final World world = new World();

    @Test
    void a_prompt_is_let_out_when_its_budget_grants_it_and_billed_when_it_was_answered() {
        start("c1", BATCH);

        assertThat(world.promptTasks).isEmpty();
        BudgetEntry reserved = world.budgetEntries.removeFirst();
        world.happens(World.budget(reserved, null));
        PromptTask task = world.promptTasks.removeFirst();
        world.happens(paid(task, 7_000));

        assertThat(((Reserve) reserved.getBody()).getTaskId()).isEqualTo(task.getTaskId());
        assertThat(task.getBudgets()).containsExactly(BATCH);
        assertThat(world.budgetEntries).singleElement().satisfies(entry -> {
            Settle settle = (Settle) entry.getBody();
            assertThat(settle.getTaskId()).isEqualTo(task.getTaskId());
            assertThat(settle.getCostNanoUsd()).isEqualTo(7_000);
            assertThat(settle.getScopes()).containsExactly(BATCH);
        });
        assertThat(status("c1")).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_spent_budget_ends_the_stage_with_what_to_do_and_a_raised_one_lets_it_resume() {
        start("c1", BATCH);
        world.happens(World.budget(world.budgetEntries.removeFirst(), BATCH));

        StageFailed failed = (StageFailed) world.happenedTo("c1").get(2);
        assertThat(failed.getFailure().getReason()).isEqualTo("budget_exhausted");
        assertThat(failed.getFailure().getDetail())
                .isEqualTo("The budget of batch b1 is spent: 1.9990 of 2.0000 US dollars leave no room for this prompt."
                        + " Raise it and resume the campaign.");
        assertThat(status("c1")).isEqualTo(RunStatus.FAILED);

        world.happens(World.resume("c1"));
        world.happens(World.budget(world.budgetEntries.removeFirst(), null));
        world.settle();

        assertThat(world.happenedTo("c1"))
                .anySatisfy(body -> assertThat(body).isEqualTo(new RunResumed(List.of("overview"))));
        assertThat(status("c1")).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_completed_run_has_nothing_to_resume() {
        world.happens(World.start("c1", "overview"));
        world.settle();

        assertThat(world.happens(World.resume("c1")).isEmpty()).isTrue();
    }

    @Test
    void a_cancelled_run_can_be_resumed_and_pays_only_for_what_is_missing() {
        world.happens(World.start("c1", "icp"));
        world.happens(World.read(world.contentTasks.removeFirst()));
        world.happens(World.answer(world.promptTasks.removeFirst()));
        PromptTask icp = world.promptTasks.removeFirst();
        world.happens(World.cancel("c1"));
        world.happens(World.resume("c1"));

        assertThat(world.promptTasks).as("the prompt is still on its way").isEmpty();
        world.happens(World.answer(icp));

        assertThat(status("c1")).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void whoever_has_no_budget_does_not_wait_for_that_of_another() {
        start("c1", BATCH);
        BudgetEntry reserved = world.budgetEntries.removeFirst();
        world.happens(World.start("c2", "overview"));

        PromptTask task = world.promptTasks.removeFirst();
        assertThat(task.getBudgets()).isEmpty();
        world.happens(World.budget(reserved, null));
        assertThat(world.promptTasks).as("it is on its way already").isEmpty();
        assertThat(world.budgetEntries)
                .singleElement()
                .satisfies(entry ->
                        assertThat(((Settle) entry.getBody()).getCostNanoUsd()).isZero());
        world.happens(World.answer(task));

        assertThat(status("c1")).isEqualTo(RunStatus.COMPLETED);
        assertThat(status("c2")).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void a_spent_budget_does_not_fail_those_that_have_another() {
        start("c1", BATCH);
        start("c2", "batch:b2");
        BudgetEntry first = world.budgetEntries.removeFirst();
        assertThat(world.budgetEntries).as("one flight").isEmpty();

        world.happens(World.budget(first, BATCH));

        assertThat(status("c1")).isEqualTo(RunStatus.FAILED);
        Reserve own = (Reserve) world.budgetEntries.getFirst().getBody();
        assertThat(own.getScopes()).containsExactly("batch:b2");
        world.happens(World.budget(world.budgetEntries.removeFirst(), null));
        world.settle();
        assertThat(status("c2")).isEqualTo(RunStatus.COMPLETED);
    }

    @Test
    void what_is_granted_after_the_run_was_cancelled_is_given_back_and_not_asked() {
        start("c1", BATCH);
        BudgetEntry reserved = world.budgetEntries.removeFirst();
        world.happens(World.cancel("c1"));

        world.happens(World.budget(reserved, null));

        assertThat(world.promptTasks).isEmpty();
        assertThat(world.budgetEntries)
                .singleElement()
                .satisfies(entry -> assertThat(((Settle) entry.getBody()).getTaskId())
                        .isEqualTo(((Reserve) reserved.getBody()).getTaskId()));
    }

    @Test
    void what_is_paid_is_told_also_when_nobody_waits_any_more() {
        world.happens(World.start("c1", "overview"));
        world.happens(World.read(world.contentTasks.removeFirst()));
        PromptTask task = world.promptTasks.removeFirst();
        world.happens(World.cancel("c1"));
        world.happens(paid(task, 5));
        world.happens(paid(task, 6));

        assertThat(world.happenedTo("c1").stream()
                        .filter(CallsPaid.class::isInstance)
                        .map(CallsPaid.class::cast))
                .as("each was paid")
                .hasSize(2)
                .allSatisfy(paid -> {
                    assertThat(paid.getStage()).isEqualTo("overview");
                    assertThat(paid.getSource()).isEqualTo("live");
                });
    }

    private void start(String campaign, String budget) {
        world.happens(World.command(
                campaign,
                StartRun.newBuilder(World.request(Map.of(), null, "overview"))
                        .setBudgets(List.of(budget))
                        .build()));
        if (!world.contentTasks.isEmpty()) {
            world.happens(World.read(world.contentTasks.removeFirst()));
        }
    }

    private RunStatus status(String campaign) {
        RunState run = world.runs.get(RunProgress.key("default", campaign, 1));
        assertThat(run != null && run.getFinished()).isTrue();
        return ((RunFinished) world.happenedTo(campaign).getLast()).getStatus();
    }

    private static SiteEvent paid(PromptTask task, long cost) {
        PromptResult result = ((SiteEvent.PromptAnswered)
                        World.answer(task, new Completion("{}", "one", "m", 10L, 5L, cost, 1L, 1, 0L, 0L, List.of())))
                .result();
        return new SiteEvent.PromptAnswered(PromptResult.newBuilder(result)
                .setBudgets(task.getBudgets())
                .setPaidCalls(List.of(new PaidCall("one", "m", "completed", 10L, 0L, 5L, 0L, cost, true, 1L)))
                .build());
    }
}
