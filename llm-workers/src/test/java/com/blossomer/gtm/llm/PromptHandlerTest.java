package com.blossomer.gtm.llm;

import static com.blossomer.gtm.llm.Tasks.BAD;
import static com.blossomer.gtm.llm.Tasks.GOOD;
import static com.blossomer.gtm.llm.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Malformed;
import com.blossomer.gtm.llm.LlmOutcome.Refused;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import com.blossomer.gtm.llm.LlmOutcome.Truncated;
import com.blossomer.gtm.llm.LlmOutcome.Unavailable;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.topics.Topics;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PromptHandlerTest {

    private static final TokenUsage USAGE = TokenUsage.of(1_000, 100);

    private final List<Duration> pauses = new ArrayList<>();
    private final SettableClock clock = new SettableClock();

    @Test
    void a_good_answer_is_paid_for_once() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", answer(GOOD));

        Completion completion = completion(run(List.of(one), "one/m"));

        assertThat(completion.getOutput()).isEqualTo(GOOD);
        assertThat(completion.getProvider()).isEqualTo("one");
        assertThat(completion.getModel()).isEqualTo("m-2026");
        assertThat(completion.getCalls()).isEqualTo(1);
        assertThat(completion.getInputTokens()).isEqualTo(1_000);
        assertThat(completion.getCostNanoUsd()).isEqualTo(450_000);
    }

    @Test
    void an_answer_that_breaks_a_rule_is_asked_for_again_with_the_violation() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", answer(BAD), answer(GOOD));

        Completion completion = completion(run(List.of(one), "one/m"));

        assertThat(completion.getCalls()).isEqualTo(2);
        assertThat(completion.getInputTokens()).isEqualTo(2_000);
        assertThat(completion.getCostNanoUsd()).isEqualTo(900_000);
        assertThat(one.requests.getLast().earlier()).hasSize(1);
        assertThat(one.requests.getLast().earlier().getFirst().answer()).isEqualTo(BAD);
        assertThat(one.requests.getLast().earlier().getFirst().correction()).contains("headline", "at most 5");
    }

    @Test
    void three_bad_answers_fail_with_the_violations() throws InterruptedException {
        ScriptedProvider one =
                new ScriptedProvider("one", answer(BAD), answer("no JSON at all"), answer(BAD), answer(GOOD));

        StageFailure failure = failure(run(List.of(one), "one/m", "one/n"));

        assertThat(failure.getReason()).isEqualTo("invalid_output");
        assertThat(failure.getDetail()).contains("after 3 calls", "headline", "at most 5");
        assertThat(one.requests).hasSize(3);
    }

    @Test
    void models_are_tried_in_the_order_of_the_task() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", new Refused("no", USAGE));
        ScriptedProvider two = new ScriptedProvider("two", new Truncated(USAGE));
        ScriptedProvider three = new ScriptedProvider("three", answer(GOOD));

        Completion completion = completion(run(List.of(three, two, one), "one/m", "two/m", "three/m"));

        assertThat(completion.getProvider()).isEqualTo("three");
        assertThat(completion.getCalls()).isEqualTo(3);
        assertThat(completion.getInputTokens()).isEqualTo(3_000);
        assertThat(pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_task_of_a_batch_is_for_one_of_two_workers_and_its_headers_say_for_which(boolean economy) {
        PromptHandler all = handler(List.of());
        PromptTask task = PromptTask.newBuilder(task(Lane.BATCH, "one/m"))
                .setEconomy(economy)
                .build();
        Headers headers = Events.headers(Topics.PROMPT_TASKS_BATCH, task);

        assertThat(all.only(economy).takes(headers)).isTrue();
        assertThat(all.only(economy).takes(task)).isTrue();
        assertThat(all.only(economy).putsAside(headers)).isTrue();
        assertThat(all.only(!economy).takes(headers)).isFalse();
        assertThat(all.only(!economy).takes(task)).isFalse();
        assertThat(all.only(!economy).putsAside(headers)).isFalse();
    }

    @Test
    void a_task_whose_headers_do_not_say_for_whom_it_is_is_read_by_both_and_put_aside_by_one() {
        PromptHandler all = handler(List.of());

        assertThat(all.only(true).takes(new RecordHeaders())).isTrue();
        assertThat(all.only(false).takes(new RecordHeaders())).isTrue();
        assertThat(all.only(true).putsAside(new RecordHeaders())).isFalse();
        assertThat(all.only(false).putsAside(new RecordHeaders())).isTrue();
    }

    @Test
    void a_repair_goes_on_with_the_next_model() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", answer(BAD), new Unavailable("gone"));
        ScriptedProvider two = new ScriptedProvider("two", answer(GOOD));

        completion(run(List.of(one, two), "one/m", "two/m"));

        assertThat(two.requests.getFirst().earlier()).hasSize(1);
    }

    @Test
    void a_throttled_provider_is_waited_for_as_long_as_it_asks() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider(
                "one",
                new Throttled(Optional.of(Duration.ofSeconds(17)), "slow down"),
                new Unavailable("reset"),
                answer(GOOD));

        Completion completion = completion(run(List.of(one), "one/m"));

        assertThat(pauses).containsExactly(Duration.ofSeconds(17), Duration.ofSeconds(2));
        assertThat(completion.getCalls()).isEqualTo(3);
        assertThat(completion.getLatencyMs()).isEqualTo(19_000);
    }

    @Test
    void a_provider_that_stays_down_ends_the_task_within_its_limit() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one");

        StageFailure failure = failure(run(List.of(one), "one/m"));

        assertThat(failure.getReason()).isEqualTo("model_unavailable");
        assertThat(failure.getDetail()).contains("one/m", "down");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_permanent_error_is_never_tried_again() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", new Rejected("401: check OPENAI_API_KEY"), answer(GOOD));

        StageFailure failure = failure(run(List.of(one), "one/m"));

        assertThat(failure.getReason()).isEqualTo("model_rejected");
        assertThat(failure.getDetail()).contains("check OPENAI_API_KEY");
        assertThat(one.requests).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void nonsense_counts_for_each_model_and_is_paid_for() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", new Malformed("empty", USAGE), answer(GOOD));
        ScriptedProvider two = new ScriptedProvider("two", new Malformed("empty", USAGE));

        Completion completion = completion(run(List.of(one, two), "one/m", "two/m"));

        assertThat(completion.getProvider()).isEqualTo("one");
        assertThat(completion.getInputTokens()).isEqualTo(3_000);
        assertThat(completion.getCostNanoUsd()).isEqualTo(900_000);
    }

    @Test
    void a_provider_that_sends_nonsense_is_given_up_after_two_calls() throws InterruptedException {
        ScriptedProvider one =
                new ScriptedProvider("one", new Malformed("empty", USAGE), new Malformed("empty", USAGE), answer(GOOD));

        assertThat(failure(run(List.of(one), "one/m")).getReason()).isEqualTo("model_unavailable");
        assertThat(one.requests).hasSize(2);
    }

    @Test
    void a_provider_that_is_not_configured_is_passed_over() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one", answer(GOOD));

        completion(run(List.of(one), "elsewhere/m", "one/m"));
        StageFailure failure = failure(run(List.of(one), "elsewhere/m"));

        assertThat(failure.getReason()).isEqualTo("model_unavailable");
        assertThat(failure.getDetail()).contains("elsewhere/m", "configured");
    }

    @Test
    void a_provider_that_mostly_fails_is_left_alone_for_a_moment() throws InterruptedException {
        ScriptedProvider one = new ScriptedProvider("one");
        ScriptedProvider two = new ScriptedProvider("two");
        for (int i = 0; i < 60; i++) {
            two.then(answer(GOOD));
        }
        PromptHandler handler = handler(List.of(one, two));
        for (int i = 0; i < 60; i++) {
            assertThat(handler.handle(task(Lane.INTERACTIVE, "one/m", "two/m")).getBody())
                    .isInstanceOf(Completion.class);
        }

        assertThat(one.requests).hasSizeLessThan(25);
        assertThat(two.requests).hasSize(60);
    }

    @Test
    void a_task_given_up_says_why() {
        assertThat(failure(handler(List.of())
                                .givenUp(task(Lane.INTERACTIVE, "one/m"), "died five times")
                                .getBody())
                        .getReason())
                .isEqualTo("worker_crashed");
    }

    private static Completed answer(String text) {
        return new Completed(text, "m-2026", USAGE);
    }

    private Object run(List<LlmProvider> providers, String... models) throws InterruptedException {
        return handler(providers).handle(task(Lane.INTERACTIVE, models)).getBody();
    }

    private PromptHandler handler(List<? extends LlmProvider> providers) {
        Backoff backoff = new Backoff(
                clock,
                duration -> {
                    pauses.add(duration);
                    clock.pass(duration);
                },
                IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30)),
                Duration.ofMinutes(5),
                Duration.ofHours(12));
        return new PromptHandler(
                new ProviderPool(List.copyOf(providers), clock),
                Prices.parse("one/m=0.25/2"),
                Duration.ofSeconds(9),
                backoff);
    }

    private static Completion completion(Object body) {
        assertThat(body).isInstanceOf(Completion.class);
        return (Completion) body;
    }

    private static StageFailure failure(Object body) {
        assertThat(body).isInstanceOf(StageFailure.class);
        return (StageFailure) body;
    }
}
