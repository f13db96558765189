package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChecksTest {

    @AfterEach
    void notInterrupted() {
        Thread.interrupted();
    }

    @Test
    void a_check_runs_where_it_is_unless_others_wait() {
        assertThat(Checks.run(Thread::currentThread, false)).isSameAs(Thread.currentThread());
        assertThat(Checks.run(Thread::currentThread, true).isVirtual()).isFalse();
        assertThat(Checks.run(Thread::currentThread, true).getName()).startsWith("llm-checks-");
    }

    @Test
    void what_a_check_throws_is_thrown_wherever_it_runs() {
        Supplier<String> wrong = () -> {
            throw new IllegalStateException("wrong");
        };
        Supplier<String> tooDeep = () -> {
            throw new StackOverflowError("too deep");
        };
        for (boolean elsewhere : new boolean[] {true, false}) {
            assertThatThrownBy(() -> Checks.run(wrong, elsewhere))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("wrong");
            assertThatThrownBy(() -> Checks.run(tooDeep, elsewhere))
                    .isExactlyInstanceOf(StackOverflowError.class)
                    .hasMessage("too deep");
        }
    }

    @Test
    void a_check_is_brought_to_its_end_where_the_worker_stops_meanwhile() {
        Thread.currentThread().interrupt();

        assertThat(Checks.run(() -> "checked", true)).isEqualTo("checked");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
}
