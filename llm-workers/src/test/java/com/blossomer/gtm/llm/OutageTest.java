package com.blossomer.gtm.llm;

import static com.blossomer.gtm.llm.Tasks.GOOD;
import static com.blossomer.gtm.llm.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmOutcome.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks while providers are out: they wait, neither failing nor spinning, on the intervals of production. */
final class OutageTest {

    private static final Duration INTERACTIVE_LIMIT = Duration.ofMinutes(5);
    private static final Duration BATCH_LIMIT = Duration.ofHours(12);

    private final SettableClock clock = new SettableClock();
    private final Instant start = clock.instant();
    private final List<Duration> pauses = new ArrayList<>();
    private Backoff.Pause pause = duration -> {};

    @Test
    void a_task_that_somebody_waits_for_outlasts_minutes() throws InterruptedException {
        Down down = new Down(Duration.ofMinutes(3));

        Object body = handler(down).handle(task(Lane.INTERACTIVE, "down/m")).getBody();

        assertThat(body).isInstanceOf(Completion.class);
        assertThat(down.calls).isBetween(5, 20);
    }

    @Test
    void a_task_of_a_batch_outlasts_hours_without_spinning() throws InterruptedException {
        Down down = new Down(Duration.ofHours(6));

        Object body = handler(down).handle(task(Lane.BATCH, "down/m")).getBody();

        assertThat(body).isInstanceOf(Completion.class);
        assertThat(down.calls).isLessThan(6 * 60 * 60 / 15);
        assertThat(pauses)
                .allMatch(waited ->
                        waited.compareTo(Duration.ofMillis(250)) >= 0 && waited.compareTo(Duration.ofSeconds(30)) <= 0);
    }

    @Test
    void patience_ends_with_what_the_provider_last_said() throws InterruptedException {
        PromptHandler handler = handler(new Down(Duration.ofDays(2)));

        StageFailure interactive =
                (StageFailure) handler.handle(task(Lane.INTERACTIVE, "down/m")).getBody();
        Duration waited = Duration.between(start, clock.instant());
        StageFailure batch =
                (StageFailure) handler.handle(task(Lane.BATCH, "down/m")).getBody();

        assertThat(interactive.getReason()).isEqualTo("model_unavailable");
        assertThat(interactive.getDetail()).isEqualTo("down/m: no route");
        assertThat(waited).isBetween(INTERACTIVE_LIMIT.minusSeconds(31), INTERACTIVE_LIMIT);
        assertThat(batch.getDetail()).isEqualTo("down/m: no route");
        assertThat(Duration.between(start, clock.instant())).isGreaterThan(BATCH_LIMIT);
    }

    @Test
    void a_prompt_that_breaks_a_provider_which_answers_others_is_given_up() throws InterruptedException {
        Picky picky = new Picky();
        PromptHandler handler = handler(picky);
        PromptTask bad = PromptTask.newBuilder(task(Lane.BATCH, "picky/m"))
                .setUser("the prompt of death")
                .build();
        pause = duration -> handler.handle(task(Lane.BATCH, "picky/m"));

        StageFailure failure = (StageFailure) handler.handle(bad).getBody();

        assertThat(failure.getReason()).isEqualTo("model_unavailable");
        assertThat(failure.getDetail()).isEqualTo("picky/m: HTTP 500");
        assertThat(picky.deaths).isEqualTo(10);
    }

    @Test
    void one_that_asks_for_an_hour_does_not_hold_back_another() throws InterruptedException {
        ScriptedProvider slow =
                new ScriptedProvider("slow", new Throttled(Optional.of(Duration.ofHours(1)), "slow down"));
        ScriptedProvider other = new ScriptedProvider("other", new Unavailable("reset"), good());

        Completion completion = (Completion) handler(slow, other)
                .handle(task(Lane.INTERACTIVE, "slow/m", "other/m"))
                .getBody();

        assertThat(completion.getProvider()).isEqualTo("other");
        assertThat(slow.requests).hasSize(1);
        assertThat(pauses).hasSize(1);
        assertThat(pauses.getFirst()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void a_wait_that_would_outlast_the_patience_is_not_begun() throws InterruptedException {
        ScriptedProvider slow = new ScriptedProvider(
                "slow", new Throttled(Optional.of(Duration.ofHours(1)), "HTTP 429, come back later"), good());

        Object body = handler(slow).handle(task(Lane.INTERACTIVE, "slow/m")).getBody();

        assertThat(((StageFailure) body).getDetail()).contains("come back later");
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_provider_left_alone_is_tried_again_by_a_few_and_recovers() throws InterruptedException {
        Down down = new Down(Duration.ofSeconds(4));
        ProviderPool pool = new ProviderPool(List.of(down), clock);
        GuardedProvider guarded = pool.find("down").orElseThrow();
        for (int i = 0; i < 20; i++) {
            assertThat(ask(guarded)).isInstanceOf(Reply.Asked.class);
        }
        assertThat(ask(guarded)).isInstanceOf(Reply.PassedOver.class);
        assertThat(pool.describe().get("down")).contains("left alone");

        clock.pass(Duration.ofMillis(5_001));
        for (int i = 0; i < 3; i++) {
            assertThat(((Reply.Asked) ask(guarded)).outcome()).isInstanceOf(Completed.class);
        }
        assertThat(ask(guarded)).isInstanceOf(Reply.Asked.class);
        assertThat(down.calls).isEqualTo(24);
        assertThat(pool.describe().get("down")).isEqualTo("somewhere");
    }

    @Test
    void a_worker_that_stops_ends_the_wait() {
        pause = duration -> {
            throw new InterruptedException();
        };

        assertThatThrownBy(() -> handler(new Down(Duration.ofDays(1))).handle(task(Lane.BATCH, "down/m")))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_call_that_is_interrupted_says_nothing_of_the_provider() {
        LlmProvider interrupted = new Down(Duration.ZERO) {
            @Override
            public LlmOutcome complete(LlmRequest request) throws InterruptedException {
                throw new InterruptedException();
            }
        };
        GuardedProvider guarded =
                new ProviderPool(List.of(interrupted), clock).find("down").orElseThrow();
        for (int i = 0; i < 50; i++) {
            assertThatThrownBy(() -> ask(guarded)).isInstanceOf(InterruptedException.class);
        }
        assertThat(guarded.answered()).isZero();
        assertThat(guarded.describe()).isEqualTo("somewhere");
    }

    private Reply ask(GuardedProvider provider) throws InterruptedException {
        return provider.ask(Requests.any(), Lane.BATCH, clock.instant().plus(BATCH_LIMIT));
    }

    private static Completed good() {
        return new Completed(GOOD, "m", TokenUsage.NONE);
    }

    private PromptHandler handler(LlmProvider... providers) {
        Backoff standard = Backoff.standard(clock, INTERACTIVE_LIMIT, BATCH_LIMIT);
        Backoff.Pause counted = duration -> {
            pauses.add(duration);
            clock.pass(duration);
            pause.of(duration);
        };
        return new PromptHandler(
                new ProviderPool(List.of(providers), clock),
                Prices.parse(""),
                Duration.ofSeconds(9),
                new Backoff(clock, counted, standard.intervals(), INTERACTIVE_LIMIT, BATCH_LIMIT));
    }

    /** Down at first, then well. */
    private class Down implements LlmProvider {

        private final Instant up;
        private int calls;

        Down(Duration outage) {
            up = start.plus(outage);
        }

        @Override
        public String name() {
            return "down";
        }

        @Override
        public String describe() {
            return "somewhere";
        }

        @Override
        public LlmOutcome complete(LlmRequest request) throws InterruptedException {
            calls++;
            return clock.instant().isBefore(up) ? new Unavailable("no route") : good();
        }
    }

    /** Answers every prompt but one. */
    private static final class Picky implements LlmProvider {

        private int deaths;

        @Override
        public String name() {
            return "picky";
        }

        @Override
        public String describe() {
            return "somewhere";
        }

        @Override
        public LlmOutcome complete(LlmRequest request) {
            if (request.user().contains("death")) {
                deaths++;
                return new Unavailable("HTTP 500");
            }
            return good();
        }
    }
}
