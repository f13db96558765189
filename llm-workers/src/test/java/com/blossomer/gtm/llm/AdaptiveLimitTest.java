package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class AdaptiveLimitTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AdaptiveLimit limit = new AdaptiveLimit(64);

    @Test
    void it_begins_at_its_ceiling_and_answers_do_not_raise_it_further() {
        answers(1_000);

        assertThat(limit.limit()).isEqualTo(64);
    }

    @Test
    void calls_of_one_round_trip_that_are_throttled_halve_it_once() {
        for (int call = 0; call < 40; call++) {
            limit.throttled(START.plusMillis(call), START.plusSeconds(1));
        }

        assertThat(limit.limit()).isEqualTo(32);
    }

    @Test
    void a_call_made_after_the_halving_halves_it_again() {
        limit.throttled(START, START.plusSeconds(1));
        limit.throttled(START.plusSeconds(2), START.plusSeconds(3));

        assertThat(limit.limit()).isEqualTo(16);
    }

    @Test
    void it_never_falls_below_one() {
        for (int second = 0; second < 100; second += 2) {
            limit.throttled(START.plusSeconds(second), START.plusSeconds(second + 1));
        }

        assertThat(limit.limit()).isEqualTo(1);
    }

    @Test
    void a_round_trip_of_answers_raises_it_by_a_little_until_it_is_whole_again() {
        limit.throttled(START, START.plusSeconds(1));

        answers(32);
        assertThat(limit.limit()).isEqualTo(33);

        answers(25 * 64);
        assertThat(limit.limit()).isEqualTo(64);
    }

    @Test
    void answers_while_it_is_hardly_used_say_nothing() {
        limit.throttled(START, START.plusSeconds(1));
        for (int i = 0; i < 1_000; i++) {
            limit.answered(3);
        }

        assertThat(limit.limit()).isEqualTo(32);
    }

    @Test
    void no_calls_at_all_is_no_limit() {
        assertThatThrownBy(() -> new AdaptiveLimit(0)).hasMessageContaining("at least one");
    }

    private void answers(int count) {
        for (int i = 0; i < count; i++) {
            limit.answered(limit.limit());
        }
    }
}
