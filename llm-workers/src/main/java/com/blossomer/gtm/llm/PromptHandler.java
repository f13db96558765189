package com.blossomer.gtm.llm;

import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.platform.worker.TaskHandler;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Answers prompt tasks: asks the task's models in order until one gives an answer that keeps the asset's rules. */
public final class PromptHandler implements TaskHandler<PromptTask, PromptResult> {

    private final ProviderPool providers;
    private final Prices prices;
    private final Duration timeout;
    private final Backoff backoff;
    private final @Nullable EconomyWay economy;

    PromptHandler(ProviderPool providers, Prices prices, Duration timeout, Backoff backoff) {
        this(providers, prices, timeout, backoff, null);
    }

    /** @param economy null where no task is asked in batches */
    PromptHandler(
            ProviderPool providers, Prices prices, Duration timeout, Backoff backoff, @Nullable EconomyWay economy) {
        this.providers = providers;
        this.prices = prices;
        this.timeout = timeout;
        this.backoff = backoff;
        this.economy = economy;
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
        PromptRun run = new PromptRun(task, rules, providers, prices, timeout, backoff, economy);
        PromptResult result = result(task, run.run(), run.paid());
        Duration took = Duration.between(started, backoff.clock().instant());
        providers.metrics().overhead(task.getLane(), took.minus(run.outside()));
        return result;
    }

    /** Of the same tasks, those that have a day, or those that have not: each kind has a worker of its own. */
    TaskHandler<PromptTask, PromptResult> only(boolean unhurried) {
        PromptHandler all = this;
        return new TaskHandler<>() {

            @Override
            public Topic<PromptResult> results() {
                return all.results();
            }

            @Override
            public boolean takes(Headers headers) {
                return CloudEvents.economy(headers).orElse(unhurried) == unhurried;
            }

            @Override
            public boolean takes(PromptTask task) {
                return task.getEconomy() == unhurried;
            }

            @Override
            public boolean putsAside(Headers headers) {
                return CloudEvents.economy(headers).orElse(false) == unhurried;
            }

            @Override
            public PromptResult handle(PromptTask task) throws InterruptedException {
                return all.handle(task);
            }

            @Override
            public PromptResult givenUp(PromptTask task, String reason) {
                return all.givenUp(task, reason);
            }
        };
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
