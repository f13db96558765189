package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;

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
import com.blossomer.gtm.llm.LlmOutcome.Usage;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PromptHandlerTest {

    private static final String GOOD = "{\"headline\":\"Three plain words\"}";
    private static final String BAD = "{\"headline\":\"Far more words than the five that are allowed here\"}";
    private static final Usage USAGE = new Usage(1_000, 100);

    private final List<Duration> pauses = new ArrayList<>();
    private final SettableClock clock = new SettableClock();

    @Test
    void a_good_answer_is_paid_for_once() throws InterruptedException {
        Scripted one = new Scripted("one", answer(GOOD));

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
        Scripted one = new Scripted("one", answer(BAD), answer(GOOD));

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
        Scripted one = new Scripted("one", answer(BAD), answer("no JSON at all"), answer(BAD), answer(GOOD));

        StageFailure failure = failure(run(List.of(one), "one/m", "one/n"));

        assertThat(failure.getReason()).isEqualTo("invalid_output");
        assertThat(failure.getDetail()).contains("after 3 calls", "headline", "at most 5");
        assertThat(one.requests).hasSize(3);
    }

    @Test
    void models_are_tried_in_the_order_of_the_task() throws InterruptedException {
        Scripted one = new Scripted("one", new Refused("no", USAGE));
        Scripted two = new Scripted("two", new Truncated(USAGE));
        Scripted three = new Scripted("three", answer(GOOD));

        Completion completion = completion(run(List.of(three, two, one), "one/m", "two/m", "three/m"));

        assertThat(completion.getProvider()).isEqualTo("three");
        assertThat(completion.getCalls()).isEqualTo(3);
        assertThat(completion.getInputTokens()).isEqualTo(3_000);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_repair_goes_on_with_the_next_model() throws InterruptedException {
        Scripted one = new Scripted("one", answer(BAD), new Unavailable("gone"));
        Scripted two = new Scripted("two", answer(GOOD));

        completion(run(List.of(one, two), "one/m", "two/m"));

        assertThat(two.requests.getFirst().earlier()).hasSize(1);
    }

    @Test
    void a_throttled_provider_is_waited_for_as_long_as_it_asks() throws InterruptedException {
        Scripted one = new Scripted(
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
        Scripted one = new Scripted("one");

        StageFailure failure = failure(run(List.of(one), "one/m"));

        assertThat(failure.getReason()).isEqualTo("model_unavailable");
        assertThat(failure.getDetail()).contains("one/m", "down");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void a_permanent_error_is_never_tried_again() throws InterruptedException {
        Scripted one = new Scripted("one", new Rejected("401: check OPENAI_API_KEY"), answer(GOOD));

        StageFailure failure = failure(run(List.of(one), "one/m"));

        assertThat(failure.getReason()).isEqualTo("model_rejected");
        assertThat(failure.getDetail()).contains("check OPENAI_API_KEY");
        assertThat(one.requests).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_provider_that_sends_nonsense_is_given_up_after_two_calls() throws InterruptedException {
        Scripted one = new Scripted("one", new Malformed("empty"), new Malformed("empty"), answer(GOOD));

        assertThat(failure(run(List.of(one), "one/m")).getReason()).isEqualTo("model_unavailable");
        assertThat(one.requests).hasSize(2);
    }

    @Test
    void a_provider_that_is_not_configured_is_passed_over() throws InterruptedException {
        Scripted one = new Scripted("one", answer(GOOD));

        completion(run(List.of(one), "elsewhere/m", "one/m"));
        StageFailure failure = failure(run(List.of(one), "elsewhere/m"));

        assertThat(failure.getReason()).isEqualTo("model_unavailable");
        assertThat(failure.getDetail()).contains("elsewhere/m", "configured");
    }

    @Test
    void a_provider_that_mostly_fails_is_left_alone_for_a_moment() throws InterruptedException {
        Scripted one = new Scripted("one");
        Scripted two = new Scripted("two");
        for (int i = 0; i < 60; i++) {
            two.outcomes.add(answer(GOOD));
        }
        PromptHandler handler = handler(List.of(one, two));
        for (int i = 0; i < 60; i++) {
            assertThat(handler.handle(task("one/m", "two/m")).getBody()).isInstanceOf(Completion.class);
        }

        assertThat(one.requests).hasSizeLessThan(25);
        assertThat(two.requests).hasSize(60);
    }

    @Test
    void a_task_given_up_says_why() {
        assertThat(failure(handler(List.of())
                                .givenUp(task("one/m"), "died five times")
                                .getBody())
                        .getReason())
                .isEqualTo("worker_crashed");
    }

    private static Completed answer(String text) {
        return new Completed(text, "m-2026", USAGE);
    }

    private Object run(List<LlmProvider> providers, String... models) throws InterruptedException {
        return handler(providers).handle(task(models)).getBody();
    }

    private PromptHandler handler(List<? extends LlmProvider> providers) {
        Backoff backoff = new Backoff(
                clock,
                duration -> {
                    pauses.add(duration);
                    clock.now = clock.now.plus(duration);
                },
                IntervalFunction.ofExponentialBackoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(30)),
                Duration.ofMinutes(5));
        return new PromptHandler(
                new ProviderPool(List.copyOf(providers)), Prices.parse("one/m=0.25/2"), Duration.ofSeconds(9), backoff);
    }

    private static Completion completion(Object body) {
        assertThat(body).isInstanceOf(Completion.class);
        return (Completion) body;
    }

    private static StageFailure failure(Object body) {
        assertThat(body).isInstanceOf(StageFailure.class);
        return (StageFailure) body;
    }

    private static PromptTask task(String... models) {
        return PromptTask.newBuilder()
                .setTenant("default")
                .setCampaignId("cmp_1")
                .setRun(1)
                .setSite("acme.example")
                .setTaskId("t")
                .setOccurredAt(Instant.EPOCH)
                .setTraceId("0")
                .setWebsiteUrl("https://acme.example/")
                .setAsset("sketch")
                .setPromptVersion("1")
                .setModels(List.of(models))
                .setSystem("You write sketches.")
                .setUser("Write one.")
                .setOutputSchema("{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"headline\"],"
                        + "\"properties\":{\"headline\":{\"type\":\"string\",\"x-max-words\":5}}}")
                .setTemperature(0.2)
                .setMaxOutputTokens(500)
                .setLane(Lane.INTERACTIVE)
                .build();
    }

    /** Gives its outcomes in turn, then is down. */
    private static final class Scripted implements LlmProvider {

        private final String name;
        private final Deque<LlmOutcome> outcomes = new ArrayDeque<>();
        private final List<LlmRequest> requests = new ArrayList<>();

        Scripted(String name, LlmOutcome... outcomes) {
            this.name = name;
            this.outcomes.addAll(List.of(outcomes));
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String describe() {
            return "scripted";
        }

        @Override
        public LlmOutcome complete(LlmRequest request) {
            requests.add(request);
            LlmOutcome next = outcomes.poll();
            return next == null ? new Unavailable("down") : next;
        }
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
