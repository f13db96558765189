package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentUnchanged;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.state.Waiter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the pipeline: what follows when something happens to a site. Pure: it reads the state that it is given
 * and prompts that never change, changes nothing, and knows no clock, so that a recorded log gives the same decisions as
 * living it did.
 */
final class SitePipeline {

    private final PromptLibrary prompts;
    private final ModelPlan models;
    private final Prices prices;
    private final PipelineSettings settings;

    /** @param prices by which budgets reserve */
    SitePipeline(PromptLibrary prompts, ModelPlan models, Prices prices, PipelineSettings settings) {
        this.prompts = prompts;
        this.models = models;
        this.prices = prices;
        this.settings = settings;
    }

    /**
     * Decides what follows.
     *
     * @param now when the event reached the pipeline, to the millisecond
     */
    Decision decide(SiteState state, SiteEvent event, Instant now) {
        Deciding deciding = new Deciding(state);
        RunProgress progress = new RunProgress(prompts, models, prices, settings, deciding, now);
        switch (event) {
            case SiteEvent.Commanded commanded -> command(commanded.command(), deciding, progress);
            case SiteEvent.ContentAnswered answered -> content(answered.result(), deciding, progress, now);
            case SiteEvent.PromptAnswered answered -> prompt(answered.result(), deciding, progress, now);
            case SiteEvent.BudgetAnswered answered -> budget(answered.answer(), deciding, progress, now);
            case SiteEvent.DeadlinePassed passed -> deadline(passed.runKey(), deciding, progress, now);
        }
        return deciding.decision();
    }

    private static void command(CampaignCommand command, Deciding deciding, RunProgress progress) {
        RunState run = deciding.run(RunProgress.key(command.getTenant(), command.getCampaignId(), command.getRun()));
        switch (command.getBody()) {
            case StartRun start -> {
                if (run == null) {
                    progress.start(command, start);
                }
            }
            case ResumeRun resume -> {
                if (run != null) {
                    progress.resume(run);
                }
            }
            case CancelRun cancel -> {
                if (run != null && !run.getFinished()) {
                    progress.cancel(run);
                }
            }
            default ->
                throw new IllegalArgumentException(
                        "no such command: " + command.getBody().getClass());
        }
    }

    private static void content(ContentResult result, Deciding deciding, RunProgress progress, Instant now) {
        String site = result.getSite();
        Flight flight = deciding.content(site);
        boolean expected = flight != null && flight.getTaskId().equals(result.getTaskId());
        if (result.getBody() instanceof SiteContent content) {
            boolean wanted = flight == null || (flight.getAnswer() == null && !Flights.pending(flight));
            if (expected || wanted) {
                deciding.putContent(site, Flights.answered(content, now));
                arrive(flight, deciding, progress);
            }
        } else if (flight != null && expected && result.getBody() instanceof ContentUnchanged) {
            deciding.putContent(site, Flights.answered(flight.getAnswer(), now));
            arrive(flight, deciding, progress);
        } else if (flight != null && expected) {
            StageFailure failure = (StageFailure) result.getBody();
            deciding.putContent(site, Flights.failed(flight, failure, now));
            fail(flight, failure, deciding, progress);
        }
    }

    private static void prompt(PromptResult result, Deciding deciding, RunProgress progress, Instant now) {
        Spending.of(result, now).ifPresent(deciding::event);
        Spending.bill(result, now).ifPresent(deciding::entry);
        String key = PromptKey.ofTask(result.getTaskId());
        Flight flight = deciding.completion(key);
        if (result.getBody() instanceof Completion completion) {
            if (flight == null || Flights.pending(flight)) {
                deciding.putCompletion(key, Flights.answered(completion, now));
                arrive(flight, deciding, progress);
            }
        } else if (flight != null && flight.getTaskId().equals(result.getTaskId())) {
            deciding.endCompletion(key);
            fail(flight, (StageFailure) result.getBody(), deciding, progress);
        }
    }

    private static void budget(BudgetAnswer answer, Deciding deciding, RunProgress progress, Instant now) {
        String key = PromptKey.ofTask(answer.getTaskId());
        Flight flight = deciding.completion(key);
        PromptTask held = flight != null && flight.getTaskId().equals(answer.getTaskId()) ? flight.getHeld() : null;
        String exhausted = answer.getExhausted();
        if (exhausted == null) {
            if (flight == null || held == null || !wanted(flight, deciding)) {
                deciding.entry(Spending.unwanted(answer, now));
                if (held != null) {
                    deciding.endCompletion(key);
                }
            } else {
                deciding.putCompletion(key, Flights.letOut(flight, now));
                deciding.task(held);
            }
        } else if (flight != null && held != null) {
            deciding.endCompletion(key);
            StageFailure failure = Spending.exhausted(answer);
            for (Waiter waiter : flight.getWaiters()) {
                RunState run = deciding.run(waiter.getRunKey());
                if (run != null && !run.getFinished()) {
                    if (run.getBudgets().contains(exhausted)) {
                        progress.fail(run, waiter.getStage(), failure);
                    } else {
                        progress.askAgain(run, waiter.getStage());
                    }
                }
            }
        }
    }

    private static boolean wanted(Flight flight, Deciding deciding) {
        return flight.getWaiters().stream().anyMatch(waiter -> {
            RunState run = deciding.run(waiter.getRunKey());
            return run != null && !run.getFinished();
        });
    }

    /** Those who waited go on; the first of them is the one whose task it was. */
    private static void arrive(@Nullable Flight flight, Deciding deciding, RunProgress progress) {
        boolean bought = true;
        for (Waiter waiter : Flights.waiters(flight)) {
            RunState run = deciding.run(waiter.getRunKey());
            if (run != null && !run.getFinished()) {
                progress.complete(run, waiter.getStage(), bought);
            }
            bought = false;
        }
    }

    private static void fail(Flight flight, StageFailure failure, Deciding deciding, RunProgress progress) {
        for (Waiter waiter : flight.getWaiters()) {
            RunState run = deciding.run(waiter.getRunKey());
            if (run != null && !run.getFinished()) {
                progress.fail(run, waiter.getStage(), failure);
            }
        }
    }

    private static void deadline(String runKey, Deciding deciding, RunProgress progress, Instant now) {
        RunState run = deciding.run(runKey);
        if (run == null || now.isBefore(run.getDeadlineAt())) {
            return;
        }
        if (run.getFinished()) {
            deciding.forgetRun(runKey);
        } else {
            progress.expire(run);
        }
    }
}
