package com.blossomer.gtm.platform.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One assignment of one partition: the tasks read and not yet started, those in flight, and the progress. Owned by the loop's thread. */
final class PartitionWork {

    private final TopicPartition partition;
    private final PartitionProgress progress;
    private final Deque<ConsumerRecord<byte[], byte[]>> queue = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private final long assigned = System.nanoTime();
    private boolean changed = true;
    private boolean startsNoMore;

    PartitionWork(TopicPartition partition, PartitionProgress progress) {
        this.partition = partition;
        this.progress = progress;
    }

    TopicPartition partition() {
        return partition;
    }

    PartitionProgress progress() {
        return progress;
    }

    /** @param taken false for a task that is another worker's: done as soon as it may be */
    void read(ConsumerRecord<byte[], byte[]> record, boolean taken) {
        long offset = record.offset();
        if (!progress.read(offset)) {
            changed = true;
        } else if (taken || !progress.inWindow(offset)) {
            queue.add(record);
        } else {
            progress.done(offset);
            changed = true;
        }
    }

    /** The next task that may start, if there is one. */
    @Nullable
    ConsumerRecord<byte[], byte[]> next() {
        ConsumerRecord<byte[], byte[]> head = queue.peek();
        return head == null || startsNoMore || !progress.inWindow(head.offset()) ? null : queue.poll();
    }

    /** The partition goes to another process: only what is in flight is ended. */
    void startNoMore() {
        startsNoMore = true;
    }

    int queued() {
        return queue.size();
    }

    void started(Thread thread) {
        running.add(thread);
    }

    /** A task ended; what was not done goes back to the head of the queue. */
    void ended(Thread thread, ConsumerRecord<byte[], byte[]> record, boolean done) {
        running.remove(thread);
        if (done) {
            progress.done(record.offset());
            changed = true;
        } else {
            queue.addFirst(record);
        }
    }

    boolean idle() {
        return running.isEmpty();
    }

    void interrupt() {
        running.forEach(Thread::interrupt);
    }

    /** What to commit, or null when nothing has changed since. */
    @Nullable
    OffsetAndMetadata toCommit(boolean clean) {
        if (!changed && !clean) {
            return null;
        }
        changed = false;
        return new OffsetAndMetadata(progress.watermark(), progress.metadata(clean, System.currentTimeMillis()));
    }

    /** Forgets earlier crashes once the partition has been held for so long. */
    void survived(Duration survival) {
        if (progress.crashes() > 0 && System.nanoTime() - assigned >= survival.toNanos()) {
            progress.survived();
            changed = true;
        }
    }

    /** The last commit did not arrive: the next one is not left out. */
    void commitAgain() {
        changed = true;
    }
}
