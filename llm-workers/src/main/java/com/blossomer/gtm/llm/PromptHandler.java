package com.blossomer.gtm.llm;

import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.platform.worker.TaskHandler;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Answers prompt tasks: asks the task's models in order until one gives an answer that keeps the asset's rules. */
public final class PromptHandler implements TaskHandler<PromptTask, PromptResult> {

    private final ProviderPool providers;
    private final Prices prices;
    private final Duration timeout;
    private final Backoff backoff;

    PromptHandler(ProviderPool providers, Prices prices, Duration timeout, Backoff backoff) {
        this.providers = providers;
        this.prices = prices;
        this.timeout = timeout;
        this.backoff = backoff;
    }

    @Override
    public Topic<PromptResult> results() {
        return Topics.PROMPT_RESULTS;
    }

    @Override
    public PromptResult handle(PromptTask task) throws InterruptedException {
        Instant started = backoff.clock().instant();
        OutputRules rules;
        try {
            rules = OutputRules.of(task.getOutputSchema());
        } catch (IllegalArgumentException e) {
            return result(
                    task,
                    new StageFailure("invalid_output", "the output schema of the prompt is wrong: " + e.getMessage()),
                    List.of());
        }
        PromptRun run = new PromptRun(task, rules, providers, prices, timeout, backoff);
        PromptResult result = result(task, run.run(), run.paid());
        Duration took = Duration.between(started, backoff.clock().instant());
        providers.metrics().overhead(task.getLane(), took.minus(run.outside()));
        return result;
    }

    @Override
    public PromptResult givenUp(PromptTask task, String reason) {
        return result(task, new StageFailure("worker_crashed", reason), List.of());
    }

    /** @param body a Completion or a StageFailure */
    private PromptResult result(PromptTask task, Object body, List<PaidCall> paid) {
        return PromptResult.newBuilder()
                .setTenant(task.getTenant())
                .setCampaignId(task.getCampaignId())
                .setRun(task.getRun())
                .setSite(task.getSite())
                .setTaskId(task.getTaskId())
                .setAsset(task.getAsset())
                .setOccurredAt(backoff.clock().instant())
                .setTraceId(task.getTraceId())
                .setBody(body)
                .setBatchId(task.getBatchId())
                .setReplayId(task.getReplayId())
                .setBudgets(task.getBudgets())
                .setPaidCalls(paid)
                .build();
    }
}
