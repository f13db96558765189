package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final CommitPace pace = new CommitPace();
    private long now = 1_000_000;

    @Test
    void few_records_are_committed_at_once() {
        for (int i = 0; i < 50; i++) {
            assertThat(pace.commitsAt(now)).isTrue();
            now += 30;
        }
    }

    @Test
    void many_records_wait_for_the_commit_interval() {
        assertThat(share(200, 5)).isLessThan(0.15);
    }

    @Test
    void records_are_committed_at_once_again_when_the_rush_is_over() {
        share(200, 5);
        now += 300;
        assertThat(pace.commitsAt(now)).isTrue();
    }

    @Test
    void a_clock_that_jumps_back_leaves_it_working() {
        share(200, 5);
        now -= 3_600_000;
        assertThat(pace.commitsAt(now)).isTrue();
        assertThat(share(200, 5)).isLessThan(0.15);
    }

    /** Of so many records, one after so many milliseconds each, the share that is committed at once. */
    private double share(int records, int millis) {
        int committed = 0;
        for (int i = 0; i < records; i++) {
            committed += pace.commitsAt(now) ? 1 : 0;
            now += millis;
        }
        return (double) committed / records;
    }
}
