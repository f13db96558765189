package com.blossomer.gtm.llm;

import com.blossomer.gtm.catalog.OutputRules;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PaidCall;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Malformed;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmOutcome.Truncated;
import com.blossomer.gtm.llm.LlmOutcome.Unavailable;
import com.blossomer.gtm.llm.economy.BatchApi;
import com.blossomer.gtm.llm.economy.EconomyReply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task being answered, by one thread. Models are asked in rounds, in the task's order: one that is throttled or down
 * is passed over until the next round, which comes after a pause; one that refuses or rejects is out for good. While all
 * are throttled or down the task waits, for as long as its lane allows. A conversation that is being repaired goes on with
 * whichever model answers next.
 */
final class PromptRun {

    private static final Logger LOG = LoggerFactory.getLogger(PromptRun.class);
    private static final int MAX_REPAIRS = 2;

    private final PromptTask task;
    private final OutputRules rules;
    private final ProviderPool providers;
    private final Duration timeout;
    private final Backoff backoff;
    private final @Nullable EconomyWay economy;

    private final List<Candidate> candidates;
    private final List<LlmRequest.Turn> turns = new ArrayList<>();
    private final List<String> repaired = new ArrayList<>();
    private final Bill bill;
    private Duration outside = Duration.ZERO;

    PromptRun(
            PromptTask task,
            OutputRules rules,
            ProviderPool providers,
            Prices prices,
            Duration timeout,
            Backoff backoff,
            @Nullable EconomyWay economy) {
        this.task = task;
        this.rules = rules;
        this.providers = providers;
        this.bill = new Bill(prices);
        this.timeout = timeout;
        this.backoff = backoff;
        this.economy = economy;
        this.candidates = task.getModels().stream()
                .map(model -> new Candidate(ModelName.parse(model)))
                .toList();
    }

    /** A {@link Completion} or a {@link StageFailure}. */
    SpecificRecord run() throws InterruptedException {
        Instant started = now();
        SpecificRecord early = unhurried(started);
        return early == null ? rounds(started, backoff.deadline(now(), task.getLane())) : early;
    }

    private SpecificRecord rounds(Instant started, Instant deadline) throws InterruptedException {
        for (int round = 1; ; round++) {
            for (Candidate candidate : candidates) {
                SpecificRecord end = candidate.isDue(now()) ? ask(candidate, started, deadline) : null;
                if (end != null) {
                    return end;
                }
            }
            Optional<Duration> rest = shortestRest();
            Instant paused = now();
            if (rest.isEmpty() || !backoff.await(deadline, round, rest.get())) {
                return failure();
            }
            outside = outside.plus(Duration.between(paused, now()));
        }
    }

    /**
     * Where the task has a day, its first model is asked through its provider's batch API. What that does not answer goes
     * the way of all others, repairs too. Null when the task goes on.
     */
    private @Nullable SpecificRecord unhurried(Instant started) throws InterruptedException {
        if (economy == null || !task.getEconomy() || task.getLane() != Lane.BATCH || candidates.isEmpty()) {
            return null;
        }
        Candidate first = candidates.getFirst();
        ModelName model = first.model();
        GuardedProvider provider = providers.find(model.provider()).orElse(null);
        BatchApi api = provider == null || !economy.lane().uses(model.provider())
                ? null
                : provider.batches().orElse(null);
        if (api == null || provider == null) {
            return null;
        }
        Instant handedOver = now();
        EconomyReply reply = economy.lane().ask(task.getTaskId(), model.provider(), api, request(model));
        outside = outside.plus(Duration.between(handedOver, now()));
        return switch (reply) {
            case EconomyReply.Passed passed -> {
                log(model, "no answer of a batch: " + passed.why(), 0);
                yield null;
            }
            case EconomyReply.Answered answered -> {
                OptionalLong cost = economy.prices()
                        .nanoUsd(model.toString(), answered.outcome().usage());
                bill.add(model, answered.outcome(), answered.took(), cost);
                providers.metrics().batched(model.provider(), model.model(), answered.outcome(), cost);
                yield batched(first, answered.outcome(), provider.answered(), started);
            }
        };
    }

    /** What cannot be better when asked again is out; all else is asked again, the usual way. */
    private @Nullable SpecificRecord batched(Candidate first, LlmOutcome outcome, long answered, Instant started) {
        return switch (outcome) {
            case Completed completed -> check(first.model(), completed, started, false);
            case Throttled throttled -> null;
            case Unavailable unavailable -> null;
            case Malformed malformed -> null;
            case Refused refused -> out(first, refused, answered);
            case Truncated truncated -> out(first, truncated, answered);
            case Rejected rejected -> out(first, rejected, answered);
        };
    }

    private @Nullable SpecificRecord out(Candidate first, LlmOutcome outcome, long answered) {
        passOver(first, outcome, answered);
        return null;
    }

    /** What was paid for, whatever came of it. */
    List<PaidCall> paid() {
        return bill.paid();
    }

    /** The time spent with providers and in waiting for them. */
    Duration outside() {
        return outside;
    }

    /** How long until the first model that is not out may be asked; empty when all are out. */
    private Optional<Duration> shortestRest() {
        return candidates.stream()
                .filter(candidate -> !candidate.isOut())
                .map(candidate -> candidate.rest(now()))
                .min(Comparator.naturalOrder());
    }

    /** Asks one model, again while its answers only need repair; null when it is passed over. */
    private @Nullable SpecificRecord ask(Candidate candidate, Instant started, Instant deadline)
            throws InterruptedException {
        ModelName model = candidate.model();
        GuardedProvider provider = providers.find(model.provider()).orElse(null);
        if (provider == null) {
            candidate.drop("model_unavailable", "no provider of that name is configured; set its key or leave it out");
            return null;
        }
        while (true) {
            LlmRequest request = request(model);
            Instant handedOver = now();
            Reply reply = provider.ask(request, task.getLane(), deadline);
            outside = outside.plus(Duration.between(handedOver, now()));
            switch (reply) {
                case Reply.PassedOver passedOver -> {
                    notAsked(candidate, passedOver);
                    return null;
                }
                case Reply.Asked asked -> {
                    bill.add(model, asked.outcome(), asked.took());
                    if (!(asked.outcome() instanceof Completed completed)) {
                        passOver(candidate, asked.outcome(), provider.answered());
                        return null;
                    }
                    SpecificRecord end = check(model, completed, started, provider.isAwaited());
                    if (end != null) {
                        return end;
                    }
                }
            }
        }
    }

    /**
     * What the answer ends the task with; null when it is to be repaired.
     *
     * @param awaited whether other tasks wait for their turn at the provider
     */
    private @Nullable SpecificRecord check(ModelName model, Completed completed, Instant started, boolean awaited) {
        OutputRules.Checked checked =
                Checks.run(() -> rules.check(completed.text(), task.getUser(), task.getWebsiteUrl()), awaited);
        return switch (checked) {
            case OutputRules.Valid valid -> completion(model, completed.model(), valid, started);
            case OutputRules.Declined declined -> new StageFailure(declined.reason(), declined.detail());
            case OutputRules.Invalid invalid -> {
                log(model, "answer breaks its rules", invalid.violations().size());
                if (turns.size() == MAX_REPAIRS) {
                    yield Repair.failure(invalid.violations(), bill.calls());
                }
                repaired.addAll(Repair.withoutWords(invalid.violations()));
                turns.add(new LlmRequest.Turn(completed.text(), Repair.correction(invalid.violations())));
                yield null;
            }
        };
    }

    /** The provider as a whole is left alone, by what other tasks have learnt of it. */
    private void notAsked(Candidate candidate, Reply.PassedOver passedOver) {
        if (passedOver.forGood()) {
            candidate.drop("model_rejected", passedOver.detail());
        } else {
            candidate.leftAlone(passedOver.detail(), passedOver.until());
        }
    }

    /** The one place that says what each outcome other than an answer leads to. */
    private void passOver(Candidate candidate, LlmOutcome outcome, long answered) {
        log(candidate.model(), "no answer: " + outcome.getClass().getSimpleName(), 0);
        switch (outcome) {
            case Completed completed -> throw new IllegalArgumentException("an answer: " + completed.model());
            case Throttled throttled ->
                candidate.throttled(
                        throttled.detail(), now().plus(throttled.retryAfter().orElse(Duration.ZERO)));
            case Unavailable unavailable -> candidate.unavailable(unavailable.detail(), answered);
            case Malformed malformed -> candidate.malformed(malformed.detail());
            case Refused refused -> candidate.drop("model_refused", refused.detail());
            case Truncated truncated ->
                candidate.drop(
                        "truncated_output",
                        "the answer was cut off at its limit of " + task.getMaxOutputTokens() + " tokens ("
                                + truncated.usage().output() + " written); raise max_output_tokens");
            case Rejected rejected -> candidate.drop("model_rejected", rejected.detail());
        }
    }

    private LlmRequest request(ModelName model) {
        return new LlmRequest(
                task.getAsset(),
                model.model(),
                task.getWebsiteUrl(),
                task.getSystem(),
                task.getUser(),
                task.getOutputSchema(),
                rules.providerSchema(),
                task.getTemperature(),
                task.getMaxOutputTokens(),
                turns,
                timeout);
    }

    private Completion completion(ModelName model, String answered, OutputRules.Valid valid, Instant started) {
        return Completion.newBuilder()
                .setOutput(valid.output().toString())
                .setProvider(model.provider())
                .setModel(answered)
                .setInputTokens(bill.usage().input())
                .setCachedInputTokens(bill.usage().cachedInput())
                .setOutputTokens(bill.usage().output())
                .setReasoningTokens(bill.usage().reasoning())
                .setCostNanoUsd(bill.nanoUsd())
                .setLatencyMs(Duration.between(started, now()).toMillis())
                .setCalls(bill.calls())
                .setRepaired(List.copyOf(repaired))
                .build();
    }

    /** Every model's reason; the code is that of the last one in the task's order, what it fell back to in the end. */
    private StageFailure failure() {
        List<String> details = new ArrayList<>();
        String reason = "model_unavailable";
        for (Candidate candidate : candidates) {
            StageFailure failure = candidate.failure();
            if (failure != null) {
                details.add(candidate.model() + ": " + failure.getDetail());
                reason = failure.getReason();
            }
        }
        return new StageFailure(reason, details.isEmpty() ? "the task names no model" : String.join("; ", details));
    }

    private Instant now() {
        return backoff.clock().instant();
    }

    private void log(ModelName model, String message, int violations) {
        LOG.atDebug()
                .addKeyValue("task", task.getTaskId())
                .addKeyValue("asset", task.getAsset())
                .addKeyValue("model", model)
                .addKeyValue("call", bill.calls())
                .addKeyValue("violations", violations)
                .log(message);
    }
}
