package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final CommitPace pace = new CommitPace();
    private long now = 1_000_000;

    @Test
    void few_records_are_committed_at_once() {
        for (int i = 0; i < 50; i++) {
            assertThat(pace.commitsAt(now, now)).isTrue();
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
        assertThat(pace.commitsAt(now, now)).isTrue();
    }

    @Test
    void a_clock_that_jumps_back_leaves_it_working() {
        share(200, 5);
        now -= 3_600_000;
        assertThat(pace.commitsAt(now, now)).isTrue();
        assertThat(share(200, 5)).isLessThan(0.15);
    }

    @Test
    void records_that_waited_are_not_hurried_however_few_can_be_handled() {
        for (int i = 0; i < 50; i++) {
            assertThat(pace.commitsAt(now, now - 2_000)).isFalse();
            now += 150;
        }
        assertThat(pace.commitsAt(now, now - 20)).as("the queue is gone").isTrue();
    }

    @Test
    void a_writer_whose_clock_is_ahead_is_served_at_once() {
        assertThat(pace.commitsAt(now, now + 60_000)).isTrue();
    }

    /** Of so many records, one after so many milliseconds each, the share that is committed at once. */
    private double share(int records, int millis) {
        int committed = 0;
        for (int i = 0; i < records; i++) {
            committed += pace.commitsAt(now, now) ? 1 : 0;
            now += millis;
        }
        return (double) committed / records;
    }
}
