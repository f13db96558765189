package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.llm.Entry.Closed;
import com.blossomer.gtm.llm.Entry.Permit;
import com.blossomer.gtm.llm.economy.BatchApi;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider behind its circuit breaker and its gate. What one task learns of it holds for all: that it wants to be left
 * alone, that it does not accept its key, that it keeps failing.
 */
final class GuardedProvider {

    private static final Duration OPEN = Duration.ofSeconds(5);
    private static final Duration REJECTED_ACCOUNT = Duration.ofMinutes(1);

    /** What a provider may ask for at most: a mistaken answer must not put it out of use for days. */
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private static final String FAILING = "the provider keeps failing and is left alone";
    private static final double CHARACTERS_PER_TOKEN = 4;

    private final LlmProvider provider;
    private final Optional<BatchApi> batches;
    private final Clock clock;
    private final CallMetrics metrics;
    private final CircuitBreaker breaker;
    private final Gate gate;
    private final AtomicLong answers = new AtomicLong();

    GuardedProvider(LlmProvider provider, LimitSettings limits, CallMetrics metrics, Clock clock, Gate.Park park) {
        this.provider = provider;
        this.batches = provider.batches();
        this.clock = clock;
        this.metrics = metrics;
        this.gate = new Gate(limits, clock, park);
        this.breaker = CircuitBreaker.of(provider.name(), breaker(clock));
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                gate.close(new Closed(clock.instant().plus(OPEN), FAILING, false));
            }
        });
        metrics.watch(provider.name(), gate, breaker);
    }

    /** Open when 70 % of the last 40 calls failed, of which there must be 20; tries 3 calls after 5 s. */
    private static CircuitBreakerConfig breaker(Clock clock) {
        return CircuitBreakerConfig.custom()
                .slidingWindow(
                        40,
                        20,
                        SlidingWindowType.COUNT_BASED,
                        CircuitBreakerConfig.SlidingWindowSynchronizationStrategy.LOCK_FREE)
                .failureRateThreshold(70)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(3)
                .clock(clock)
                .build();
    }

    /** Answers to anybody's requests so far, bad ones too: it is up. */
    long answered() {
        return answers.get();
    }

    /** Whether tasks wait for their turn. */
    boolean isAwaited() {
        return gate.waiting(Lane.INTERACTIVE) > 0 || gate.waiting(Lane.BATCH) > 0;
    }

    /** Its batch API, which does not go through the gate: batches have limits of their own. */
    Optional<BatchApi> batches() {
        return batches;
    }

    /**
     * Asks, when it is this task's turn.
     *
     * @param deadline of the wait for it
     */
    Reply ask(LlmRequest request, Lane lane, Instant deadline) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) {
            Closed known = gate.closed().orElseGet(() -> new Closed(clock.instant(), FAILING, false));
            return new Reply.PassedOver(known.until(), known.detail(), known.forGood());
        }
        Instant arrived = clock.instant();
        Entry entry;
        try {
            entry = gate.enter(lane, tokens(request), deadline);
        } catch (InterruptedException e) {
            breaker.releasePermission();
            throw e;
        }
        return switch (entry) {
            case Closed closed -> {
                breaker.releasePermission();
                yield new Reply.PassedOver(closed.until(), closed.detail(), closed.forGood());
            }
            case Permit permit -> {
                metrics.waited(provider.name(), lane, Duration.between(arrived, permit.entered()));
                yield call(request, permit);
            }
        };
    }

    private Reply call(LlmRequest request, Permit permit) throws InterruptedException {
        long start = breaker.getCurrentTimestamp();
        TokenUsage usage = TokenUsage.NONE;
        try {
            LlmOutcome outcome = provider.complete(request);
            Duration took = Duration.between(permit.entered(), clock.instant());
            usage = outcome.usage();
            learn(outcome, permit, breaker.getCurrentTimestamp() - start);
            metrics.called(provider.name(), request.model(), outcome, took);
            return new Reply.Asked(outcome, took);
        } catch (InterruptedException | RuntimeException e) {
            breaker.releasePermission();
            throw e;
        } finally {
            gate.leave(permit, usage);
        }
    }

    /** What an outcome says of the provider; what it means for the task is decided in {@link PromptRun}. */
    private void learn(LlmOutcome outcome, Permit permit, long took) {
        switch (outcome) {
            case LlmOutcome.Unavailable unavailable -> {
                breaker.onError(took, breaker.getTimestampUnit(), new UnavailableException(unavailable.detail()));
                return;
            }
            case LlmOutcome.Throttled throttled -> {
                gate.throttled(permit);
                throttled.retryAfter().ifPresent(rest -> rest(rest, throttled.detail()));
            }
            case LlmOutcome.Rejected rejected -> {
                answers.incrementAndGet();
                if (rejected.account()) {
                    gate.close(new Closed(clock.instant().plus(REJECTED_ACCOUNT), rejected.detail(), true));
                }
            }
            case LlmOutcome.Completed completed -> answers();
            case LlmOutcome.Refused refused -> answers();
            case LlmOutcome.Malformed malformed -> answers();
            case LlmOutcome.Truncated truncated -> answers();
        }
        breaker.onSuccess(took, breaker.getTimestampUnit());
    }

    private void answers() {
        answers.incrementAndGet();
        gate.answered();
    }

    private void rest(Duration asked, String detail) {
        Duration rest = asked.compareTo(LONGEST_REST) < 0 ? asked : LONGEST_REST;
        gate.close(new Closed(clock.instant().plus(rest), detail, false));
    }

    /** Input by its length, and the longest answer allowed; corrected by what is used in the end. */
    private static long tokens(LlmRequest request) {
        long characters = 0;
        for (String text : List.of(request.system(), request.user(), request.providerSchema())) {
            characters += text.length();
        }
        for (LlmRequest.Turn turn : request.earlier()) {
            characters += turn.answer().length();
            characters += turn.correction().length();
        }
        return (long) Math.ceil(characters / CHARACTERS_PER_TOKEN) + request.maxOutputTokens();
    }

    /** Where it is, and why it is not asked, where that is so; for health. */
    String describe() {
        return gate.closed()
                .map(closed -> provider.describe()
                        + (closed.forGood() ? " (misconfigured: " : " (left alone for a moment: ")
                        + closed.detail() + ")")
                .orElseGet(() -> switch (breaker.getState()) {
                    case CLOSED, METRICS_ONLY, DISABLED -> provider.describe() + throttling();
                    case OPEN, FORCED_OPEN, HALF_OPEN -> provider.describe() + " (left alone for a moment: it fails)";
                });
    }

    private String throttling() {
        int limit = gate.limit();
        return limit < gate.ceiling() ? " (throttles; at most " + limit + " calls at a time for now)" : "";
    }

    /** Told to the breaker; never thrown. */
    private static final class UnavailableException extends Exception {
        UnavailableException(String detail) {
            super(detail, null, false, false);
        }
    }
}
