package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RateTest {

    private final SettableClock clock = new SettableClock();

    @Test
    void sixty_a_minute_are_one_a_second_from_the_first_on() {
        Rate rate = new Rate("r", 60, clock);

        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waits.add(next(rate, 1));
        }

        assertThat(waits.getFirst()).isZero();
        assertThat(waits.subList(1, 5)).allSatisfy(wait -> assertThat(wait).isEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void a_minute_brings_what_is_allowed_and_no_tenth_of_a_second_brings_more_than_its_part() {
        for (int perMinute : List.of(1, 7, 59, 500, 1_000, 9_999, 100_000)) {
            SettableClock own = new SettableClock();
            Rate rate = new Rate("r", perMinute, own);
            int taken = 0;
            int most = 0;
            for (int tenth = 0; tenth < 6_000; tenth++) {
                int now = 0;
                while (rate.nanosUntilFree() == 0) {
                    rate.take(1);
                    now++;
                }
                taken += now;
                most = Math.max(most, now);
                own.pass(Duration.ofMillis(100));
            }
            assertThat(taken)
                    .as("%d a minute, in ten minutes", perMinute)
                    .isBetween((int) (perMinute * 9.9), perMinute * 10 + (int) Math.ceil(perMinute / 600.0));
            assertThat(most).as("%d a minute, at once", perMinute).isLessThanOrEqualTo(2 * (perMinute / 600 + 1));
        }
    }

    @Test
    void a_lull_saves_up_nothing() {
        Rate rate = new Rate("r", 600, clock);
        clock.pass(Duration.ofHours(1));

        assertThat(next(rate, 1)).isZero();
        assertThat(next(rate, 1)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void what_is_larger_than_a_period_goes_at_once_and_is_paid_for_by_those_after_it() {
        Rate rate = new Rate("r", 60_000, clock);

        assertThat(next(rate, 8_000)).isZero();
        assertThat(next(rate, 8_000)).isBetween(Duration.ofMillis(7_900), Duration.ofMillis(8_100));
        assertThat(next(rate, 8_000)).isBetween(Duration.ofMillis(7_900), Duration.ofMillis(8_100));
    }

    @Test
    void what_is_larger_than_a_minute_counts_as_a_minute() {
        Rate rate = new Rate("r", 600, clock);

        next(rate, 1_000_000);

        assertThat(next(rate, 1)).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
    }

    @Test
    void what_is_given_back_is_there_for_the_next() {
        Rate rate = new Rate("r", 60_000, clock);
        next(rate, 8_000);
        rate.giveBack(6_000);

        next(rate, 6_000);

        assertThat(next(rate, 1)).isLessThan(Duration.ofMillis(200));
    }

    @Test
    void no_more_than_ten_seconds_worth_is_given_back() {
        Rate rate = new Rate("r", 60_000, clock);
        rate.giveBack(1_000_000);

        next(rate, 10_000 + 5_000);

        assertThat(next(rate, 1)).isBetween(Duration.ofMillis(4_800), Duration.ofMillis(5_200));
    }

    /** Waits, takes, and says how long it waited. */
    private Duration next(Rate rate, long amount) {
        Duration waited = Duration.ZERO;
        for (long wait = rate.nanosUntilFree(); wait > 0; wait = rate.nanosUntilFree()) {
            clock.pass(Duration.ofNanos(wait));
            waited = waited.plusNanos(wait);
        }
        rate.take(amount);
        return waited;
    }
}
