package com.blossomer.gtm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionProgressTest {

    @Test
    void the_watermark_waits_for_the_slowest_and_then_jumps() {
        PartitionProgress progress = PartitionProgress.startingAt(10);
        for (long offset = 10; offset < 15; offset++) {
            assertThat(progress.read(offset)).isTrue();
        }
        progress.done(12);
        progress.done(11);
        assertThat(progress.watermark()).isEqualTo(10);
        progress.done(10);
        assertThat(progress.watermark()).isEqualTo(13);
    }

    @Test
    void offsets_without_a_task_do_not_hold_it_up() {
        PartitionProgress progress = PartitionProgress.startingAt(0);
        progress.read(0);
        progress.read(7);
        progress.done(0);
        assertThat(progress.watermark()).isEqualTo(7);
        progress.done(7);
        assertThat(progress.watermark()).isEqualTo(8);
    }

    @Test
    void what_is_done_beyond_the_watermark_does_not_run_again() {
        PartitionProgress before = PartitionProgress.startingAt(0);
        for (long offset = 0; offset < 5; offset++) {
            before.read(offset);
        }
        before.done(1);
        before.done(3);
        PartitionProgress after = PartitionProgress.resume(before.watermark(), before.metadata(false, 0));
        List<Long> again = new ArrayList<>();
        for (long offset = 0; offset < 5; offset++) {
            if (after.read(offset)) {
                again.add(offset);
            }
        }
        assertThat(again).containsExactly(0L, 2L, 4L);
    }

    @Test
    void a_result_that_was_found_is_remembered_by_whoever_has_the_partition_next() {
        PartitionProgress crashed = PartitionProgress.startingAt(5);
        PartitionProgress holder = PartitionProgress.resume(5, crashed.metadata(false, 0));
        holder.published(3);
        holder.published(5);
        holder.published(7);

        PartitionProgress next = PartitionProgress.resume(holder.watermark(), holder.metadata(true, 0));

        assertThat(next.read(5)).isFalse();
        assertThat(next.watermark()).isEqualTo(6);
        assertThat(next.read(6)).isTrue();
        assertThat(next.read(7)).isFalse();
        next.done(6);
        assertThat(next.watermark()).isEqualTo(8);
    }

    @Test
    void a_task_whose_result_was_found_did_not_kill_its_worker() {
        PartitionProgress progress = PartitionProgress.startingAt(0);
        progress.read(0);
        progress.suspect(0);
        progress = PartitionProgress.resume(0, progress.metadata(false, 0));
        assertThat(progress.crashes()).isEqualTo(1);

        progress.published(0);
        progress.read(0);

        assertThat(progress.crashesOf(0)).isZero();
        assertThat(progress.crashes()).isZero();
    }

    @Test
    void crashes_are_counted_until_the_watermark_moves_and_an_orderly_end_is_none() {
        PartitionProgress progress = PartitionProgress.startingAt(0);
        progress = PartitionProgress.resume(0, progress.metadata(false, 0));
        progress = PartitionProgress.resume(0, progress.metadata(false, 0));
        assertThat(progress.crashes()).isEqualTo(2);
        assertThat(PartitionProgress.resume(0, progress.metadata(true, 0)).crashes())
                .isZero();
        progress.read(0);
        progress.done(0);
        assertThat(progress.crashes()).isZero();
    }

    @Test
    void a_task_that_ran_alone_when_the_process_died_is_counted_by_itself() {
        PartitionProgress progress = PartitionProgress.startingAt(0);
        progress.read(0);
        for (int crash = 1; crash <= 3; crash++) {
            progress.suspect(0);
            progress = PartitionProgress.resume(0, progress.metadata(false, 0));
            assertThat(progress.crashesOf(0)).isEqualTo(crash);
        }
        assertThat(progress.crashesOf(1)).isZero();
        progress.read(0);
        progress.done(0);
        assertThat(progress.crashesOf(0)).isZero();
    }

    @Test
    void metadata_of_another_kind_counts_as_none() {
        assertThat(PartitionProgress.resume(3, "something else").read(3)).isTrue();
        assertThat(PartitionProgress.resume(3, "").read(3)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatever_the_order_of_completions_every_task_is_done_once(long seed) {
        Random random = new Random(seed);
        int tasks = 500;
        Set<Long> done = new HashSet<>();
        PartitionProgress progress = PartitionProgress.startingAt(0);
        while (done.size() < tasks) {
            List<Long> ready = new ArrayList<>();
            for (long offset = progress.watermark(); offset < tasks; offset++) {
                if (progress.read(offset)) {
                    ready.add(offset);
                }
            }
            Collections.shuffle(ready, random);
            for (long offset : ready.subList(0, random.nextInt(ready.size() + 1))) {
                assertThat(done.add(offset)).as("offset %s", offset).isTrue();
                progress.done(offset);
            }
            progress = PartitionProgress.resume(progress.watermark(), progress.metadata(random.nextBoolean(), 0));
        }
        assertThat(progress.watermark()).isEqualTo(tasks);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void the_metadata_fits_into_what_kafka_allows_by_default(long seed) {
        Random random = new Random(seed);
        PartitionProgress progress = PartitionProgress.startingAt(1_000_000);
        for (long offset = 1_000_000; progress.inWindow(offset); offset++) {
            progress.read(offset);
            if (offset > 1_000_000 && random.nextBoolean()) {
                progress.done(offset);
            }
        }
        assertThat(progress.metadata(false, 0).length()).isLessThan(4_096);
    }

    @Test
    void a_crash_after_a_long_life_is_the_first_one_again() {
        PartitionProgress progress = PartitionProgress.startingAt(0);
        progress.read(0);
        progress = PartitionProgress.resume(0, progress.metadata(false, 1));
        progress.read(0);
        progress = PartitionProgress.resume(0, progress.metadata(false, 2));
        assertThat(progress.crashes()).isEqualTo(2);

        progress.read(0);
        progress.suspect(0);
        progress.survived();

        PartitionProgress next = PartitionProgress.resume(0, progress.metadata(false, 3));
        assertThat(next.crashes()).isEqualTo(1);
        assertThat(next.crashesOf(0)).isZero();
    }
}
