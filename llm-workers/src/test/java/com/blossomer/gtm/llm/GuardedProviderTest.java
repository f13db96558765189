package com.blossomer.gtm.llm;

import static com.blossomer.gtm.llm.Tasks.GOOD;
import static com.blossomer.gtm.llm.Tasks.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.llm.LlmOutcome.Completed;
import com.blossomer.gtm.llm.LlmOutcome.Rejected;
import com.blossomer.gtm.llm.LlmOutcome.Throttled;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one task learns of a provider holds for all tasks. */
final class GuardedProviderTest {

    private static final String BAD_KEY = "401: one does not accept the key; check ONE_API_KEY";

    private final SettableClock clock = new SettableClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final ScriptedProvider one = new ScriptedProvider("one");
    private final ScriptedProvider two = new ScriptedProvider("two");
    private final ProviderPool pool = new ProviderPool(List.of(one, two), clock);

    @Test
    void others_pass_over_a_provider_that_told_one_task_to_wait() throws InterruptedException {
        one.then(throttled(Duration.ofSeconds(30)));
        two.then(good());
        two.then(good());

        assertThat(completion(Lane.INTERACTIVE, "one/m", "two/m").getProvider()).isEqualTo("two");
        assertThat(completion(Lane.BATCH, "one/m", "two/m").getProvider()).isEqualTo("two");

        assertThat(one.requests).hasSize(1);
        assertThat(pauses).isEmpty();
        assertThat(pool.describe().get("one")).contains("left alone", "slow down");

        clock.pass(Duration.ofSeconds(30));
        one.then(good());
        assertThat(completion(Lane.BATCH, "one/m", "two/m").getProvider()).isEqualTo("one");
        assertThat(pool.describe().get("one")).doesNotContain("left alone").contains("at most");
    }

    @Test
    void where_it_is_the_only_one_others_wait_as_long_as_it_asked() throws InterruptedException {
        one.then(throttled(Duration.ofSeconds(40)));
        two.then(good());
        completion(Lane.BATCH, "one/m", "two/m");
        clock.pass(Duration.ofSeconds(15));
        one.then(good());

        completion(Lane.INTERACTIVE, "one/m");

        assertThat(pauses).containsExactly(Duration.ofSeconds(25));
        assertThat(one.requests).hasSize(2);
    }

    @Test
    void a_provider_cannot_put_itself_out_of_use_for_days() throws InterruptedException {
        one.then(throttled(Duration.ofDays(400)));
        two.then(good());
        completion(Lane.BATCH, "one/m", "two/m");
        clock.pass(Duration.ofHours(1));
        one.then(good());

        assertThat(completion(Lane.BATCH, "one/m", "two/m").getProvider()).isEqualTo("one");
    }

    @Test
    void a_key_that_is_not_accepted_is_tried_again_after_a_minute_and_not_by_every_task() throws InterruptedException {
        one.then(LlmOutcome.Rejected.ofAccount(BAD_KEY));
        for (int i = 0; i < 3; i++) {
            two.then(good());
            assertThat(completion(Lane.BATCH, "one/m", "two/m").getProvider()).isEqualTo("two");
        }

        assertThat(one.requests).hasSize(1);
        assertThat(failure("one/m").getReason()).isEqualTo("model_rejected");
        assertThat(failure("one/m").getDetail()).contains("check ONE_API_KEY");
        assertThat(one.requests).hasSize(1);
        assertThat(pool.describe().get("one")).contains("misconfigured", "check ONE_API_KEY");

        clock.pass(Duration.ofMinutes(1));
        one.then(good());
        assertThat(completion(Lane.BATCH, "one/m").getProvider()).isEqualTo("one");
        assertThat(pool.describe().get("one")).isEqualTo("scripted");
    }

    @Test
    void a_request_that_is_rejected_says_nothing_of_others() throws InterruptedException {
        one.then(new Rejected("the prompt is too long for m"));
        one.then(good());

        assertThat(failure("one/m").getReason()).isEqualTo("model_rejected");
        assertThat(completion(Lane.BATCH, "one/m").getProvider()).isEqualTo("one");
    }

    private static Throttled throttled(Duration wait) {
        return new Throttled(Optional.of(wait), "slow down");
    }

    private static Completed good() {
        return new Completed(GOOD, "m", TokenUsage.NONE);
    }

    private Completion completion(Lane lane, String... models) throws InterruptedException {
        Object body = handler().handle(task(lane, models)).getBody();
        assertThat(body).isInstanceOf(Completion.class);
        return (Completion) body;
    }

    private StageFailure failure(String model) throws InterruptedException {
        return (StageFailure) handler().handle(task(Lane.INTERACTIVE, model)).getBody();
    }

    private PromptHandler handler() {
        Backoff backoff = new Backoff(
                clock,
                duration -> {
                    pauses.add(duration);
                    clock.pass(duration);
                },
                IntervalFunction.of(Duration.ofSeconds(1)),
                Duration.ofMinutes(5),
                Duration.ofHours(12));
        return new PromptHandler(pool, Prices.parse(""), Duration.ofSeconds(9), backoff);
    }
}
