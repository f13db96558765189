package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.BudgetAnswer;
import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.events.CallsPaid;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.Reserve;
import com.blossomer.gtm.events.Settle;
import com.blossomer.gtm.events.StageFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the pipeline says about money: estimates before a prompt is let out, bills after it was answered. */
final class Spending {

    /** Of English; other languages take more tokens, which the whole output limit more than makes up for. */
    private static final double CHARACTERS_PER_TOKEN = 3.5;

    private static final String LIVE = "live";
    private static final String REPLAY = "replay";

    private final Prices prices;

    Spending(Prices prices) {
        this.prices = prices;
    }

    /** The most that one call of a task is expected to cost; or why it cannot be told. */
    record Estimate(long nanoUsd, Optional<StageFailure> failure) {}

    /** By the dearest of the task's models, with an answer as long as it may be. */
    Estimate estimate(PromptTask task) {
        long input = (long) Math.ceil((task.getSystem().length()
                        + task.getUser().length()
                        + task.getOutputSchema().length())
                / CHARACTERS_PER_TOKEN);
        TokenUsage usage = TokenUsage.of(input, task.getMaxOutputTokens());
        long dearest = 0;
        List<String> unknown = new ArrayList<>();
        for (String model : task.getModels()) {
            OptionalLong cost = prices.nanoUsd(model, usage);
            dearest = Math.max(dearest, cost.orElse(0));
            if (cost.isEmpty()) {
                unknown.add(model);
            }
        }
        return new Estimate(
                dearest,
                unknown.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new StageFailure(
                                        "no_price",
                                        "There is a budget, but no price of " + String.join(", ", unknown)
                                                + " is known to keep it by. Set BLOSSOMER_LLM_PRICES and resume the campaign.")));
    }

    static BudgetEntry reserve(PromptTask task, Estimate estimate, Instant now) {
        return entry(
                task.getTenant(),
                task.getCampaignId(),
                task.getTraceId(),
                now,
                new Reserve(task.getSite(), task.getTaskId(), task.getBudgets(), estimate.nanoUsd()));
    }

    /** What was let out is not needed any more, and was not sent. */
    static BudgetEntry unwanted(BudgetAnswer answer, Instant now) {
        return entry(
                answer.getTenant(),
                answer.getCampaignId(),
                answer.getTraceId(),
                now,
                new Settle(answer.getTaskId(), answer.getScopes(), 0L));
    }

    /** The bill of a task that a budget let out. Every result has one: what was called twice was paid twice. */
    static Optional<BudgetEntry> bill(PromptResult result, Instant now) {
        if (result.getBudgets().isEmpty()) {
            return Optional.empty();
        }
        long cost = result.getPaidCalls().stream()
                .mapToLong(PaidCall::getCostNanoUsd)
                .sum();
        return Optional.of(entry(
                result.getTenant(),
                result.getCampaignId(),
                result.getTraceId(),
                now,
                new Settle(result.getTaskId(), result.getBudgets(), cost)));
    }

    /** What was paid, whoever still waits for it. */
    static Optional<CampaignEvent> of(PromptResult result, Instant now) {
        if (result.getPaidCalls().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CampaignEvent(
                result.getTenant(),
                result.getCampaignId(),
                result.getRun(),
                result.getSite(),
                result.getBatchId(),
                result.getReplayId(),
                now,
                result.getTraceId(),
                new CallsPaid(result.getAsset(), result.getReplayId() == null ? LIVE : REPLAY, result.getPaidCalls())));
    }

    static StageFailure exhausted(BudgetAnswer answer) {
        return new StageFailure(
                "budget_exhausted",
                "The budget of " + answer.getExhausted().replace(':', ' ') + " is spent: "
                        + usd(answer.getSpentNanoUsd())
                        + " of " + usd(answer.getLimitNanoUsd())
                        + " US dollars leave no room for this prompt. Raise it and resume the campaign.");
    }

    private static String usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, 9).setScale(4, RoundingMode.HALF_UP).toPlainString();
    }

    private static BudgetEntry entry(String tenant, String campaign, String trace, Instant now, Object body) {
        return new BudgetEntry(tenant, campaign, now, trace, body);
    }
}
