package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class HostGateTest {

    private static final URI ACME = URI.create("https://acme.example/a");
    private static final URI OTHER = URI.create("https://other.example/");

    private final HostGate gate = new HostGate(2);

    @Test
    void requests_to_a_host_start_apart_and_those_to_another_do_not_wait() throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            assertThat(gate.enter(ACME, Duration.ofMillis(60), soon())).isEmpty();
            gate.leave(ACME, false);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(180));

        gate.enter(OTHER, Duration.ofHours(1), soon());
        gate.leave(OTHER, false);
        assertThat(gate.enter(URI.create("https://third.example/"), Duration.ZERO, soon()))
                .isEmpty();
    }

    @Test
    void no_more_than_allowed_are_inside_at_a_time() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Object> visit = () -> {
            assertThat(gate.enter(ACME, Duration.ZERO, soon())).isEmpty();
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000);
            inside.decrementAndGet();
            gate.leave(ACME, false);
            return "";
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Object> visited : threads.invokeAll(java.util.Collections.nCopies(200, visit))) {
                visited.get();
            }
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(gate.size()).isZero();
    }

    @Test
    void who_could_not_start_before_its_deadline_is_turned_away_at_once() throws Exception {
        assertThat(gate.enter(ACME, Duration.ofHours(1), soon())).isEmpty();
        long before = System.nanoTime();

        assertThat(gate.enter(ACME, Duration.ZERO, soon())).get().satisfies(failure -> {
            assertThat(failure.reason()).isEqualTo("timeout");
            assertThat(failure.detail()).contains("acme.example", "between requests");
        });

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void who_finds_no_place_before_its_deadline_is_told_so() throws Exception {
        gate.enter(ACME, Duration.ZERO, soon());
        gate.enter(ACME, Duration.ZERO, soon());

        assertThat(gate.enter(ACME, Duration.ZERO, Deadline.in(Duration.ofMillis(20))))
                .get()
                .satisfies(failure -> assertThat(failure.detail()).contains("busy"));
        gate.leave(ACME, false);
        assertThat(gate.enter(ACME, Duration.ZERO, soon())).isEmpty();
    }

    @Test
    void a_host_that_let_three_requests_in_a_row_hang_is_left_alone() throws Exception {
        boolean[] hangs = {true, true, false, true, true, true};
        for (boolean hung : hangs) {
            assertThat(gate.enter(ACME, Duration.ZERO, soon())).isEmpty();
            gate.leave(ACME, hung);
        }

        assertThat(gate.enter(ACME, Duration.ZERO, soon()))
                .get()
                .satisfies(failure -> assertThat(failure.detail()).contains("left alone"));
        assertThat(gate.enter(OTHER, Duration.ZERO, soon())).isEmpty();
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(5));
    }
}
