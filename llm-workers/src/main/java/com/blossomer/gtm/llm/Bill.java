package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.PaidCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What a task's requests cost so far, those in vain too. Used by the task's thread alone. */
final class Bill {

    private final Prices prices;
    private final List<PaidCall> paid = new ArrayList<>();
    private TokenUsage usage = TokenUsage.NONE;
    private long nanoUsd;
    private int calls;

    Bill(Prices prices) {
        this.prices = prices;
    }

    void add(ModelName model, LlmOutcome outcome, Duration took) {
        add(model, outcome, took, prices.nanoUsd(model.toString(), outcome.usage()));
    }

    /** @param cost in billionths of a US dollar; empty where the model has no price */
    void add(ModelName model, LlmOutcome outcome, Duration took, OptionalLong cost) {
        calls++;
        TokenUsage used = outcome.usage();
        if (!used.any()) {
            return;
        }
        usage = usage.plus(used);
        nanoUsd += cost.orElse(0);
        paid.add(new PaidCall(
                model.provider(),
                model.model(),
                outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                used.input(),
                used.cachedInput(),
                used.output(),
                used.reasoning(),
                cost.orElse(0),
                cost.isPresent(),
                took.toMillis()));
    }

    /** Requests, whether they were charged for or not. */
    int calls() {
        return calls;
    }

    /** Of all requests together. */
    TokenUsage usage() {
        return usage;
    }

    /** Billionths of a US dollar, all requests together. */
    long nanoUsd() {
        return nanoUsd;
    }

    List<PaidCall> paid() {
        return List.copyOf(paid);
    }
}
