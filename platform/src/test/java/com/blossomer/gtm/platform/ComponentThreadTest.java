package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ComponentThreadTest {

    @Test
    void a_pause_ends_when_it_is_asked_to_stop() {
        AtomicInteger rounds = new AtomicInteger();
        ComponentThread thread = ComponentThread.start("pausing", running -> {
            do {
                rounds.incrementAndGet();
            } while (!running.pause(Duration.ofHours(1)));
        });
        assertThat(ComponentThread.alive(thread)).isTrue();

        thread.stop(() -> {});

        assertThat(ComponentThread.alive(thread)).isFalse();
        assertThat(thread.stopping()).isTrue();
        assertThat(rounds).hasValue(1);
    }

    @Test
    void what_is_on_its_way_is_finished_and_what_it_waits_for_is_ended() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        ComponentThread thread = ComponentThread.start("waiting", running -> {
            begun.countDown();
            try {
                woken.await();
                finished.set(running.stopping());
            } catch (InterruptedException e) {
                throw new AssertionError("it must not be interrupted", e);
            }
        });
        begun.await();

        thread.stop(woken::countDown);

        assertThat(finished).isTrue();
    }

    @Test
    void an_interrupt_asks_it_to_stop() {
        AtomicBoolean stopped = new AtomicBoolean();
        ComponentThread thread = ComponentThread.start("interrupted", running -> {
            Thread.currentThread().interrupt();
            stopped.set(running.pause(Duration.ofHours(1)) && running.stopping());
        });

        thread.stop(() -> {});

        assertThat(stopped).isTrue();
    }

    @Test
    void none_is_not_alive() {
        assertThat(ComponentThread.alive(null)).isFalse();
    }
}
