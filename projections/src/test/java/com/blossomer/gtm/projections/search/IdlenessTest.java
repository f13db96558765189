package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class IdlenessTest {

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void work_waits_while_the_machine_is_busy_and_goes_on_when_it_is_not() {
        new Idleness(() -> looks.incrementAndGet() < 3 ? 0.9 : 0.5, Duration.ofMinutes(1)).await(() -> false);

        assertThat(looks).hasValue(3);
    }

    @Test
    void work_goes_on_at_once_where_the_load_is_not_known() {
        new Idleness(() -> -1, Duration.ofMinutes(1)).await(() -> false);
    }

    @Test
    void patience_ends() {
        long begin = System.nanoTime();

        new Idleness(() -> 1, Duration.ofMillis(300)).await(() -> false);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void who_is_in_a_hurry_does_not_wait() {
        new Idleness(() -> 1, Duration.ofMinutes(1)).await(() -> looks.incrementAndGet() > 1);

        assertThat(looks).hasValue(2);
    }
}
