package com.blossomer.gtm.platform.worker;

import java.time.Duration;

/**
 * How a worker loop runs.
 *
 * @param group the consumer group, also the loop's name in logs, metrics and health
 * @param concurrency tasks in flight in this process at most
 * @param commitInterval how often done tasks are marked as done
 * @param maxAttempts crashes or exceptions after which a task is given up
 * @param stopTimeout how long tasks in flight may go on when the loop stops
 * @param handOver how long they may when their partition goes to another process, which then does those that did not end
 * @param readAhead tasks that are read and not started, of all partitions together
 * @param survival how long a worker must live with a partition for its crash not to be counted against the tasks in flight
 */
public record WorkerSettings(
        String group,
        int concurrency,
        Duration commitInterval,
        int maxAttempts,
        Duration stopTimeout,
        Duration handOver,
        int readAhead,
        Duration survival) {

    private static final Duration LONGEST_HAND_OVER = Duration.ofMinutes(4);
    private static final Duration NEVER = Duration.ofDays(10_000);

    public WorkerSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException(group + ": concurrency must be at least 1, not " + concurrency);
        }
    }

    public WorkerSettings(
            String group, int concurrency, Duration commitInterval, int maxAttempts, Duration stopTimeout) {
        this(group, concurrency, commitInterval, maxAttempts, stopTimeout, stopTimeout, concurrency, NEVER);
    }

    public static WorkerSettings of(String group, int concurrency) {
        return new WorkerSettings(group, concurrency, Duration.ofMillis(100), 5, Duration.ofSeconds(10));
    }

    /**
     * For very many tasks that wait for hours and do next to nothing: few more are read ahead, and a process that dies while
     * they wait is not suspected to have died of one of them.
     */
    public static WorkerSettings ofWaiting(String group, int concurrency) {
        return new WorkerSettings(
                group,
                concurrency,
                Duration.ofMillis(100),
                5,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Math.min(256, concurrency),
                Duration.ofMinutes(10));
    }

    /**
     * For tasks that cost money: a call that is under way is waited for, so long.
     *
     * @param patience at most four minutes are taken, as nothing is polled meanwhile and Kafka allows for five
     */
    public WorkerSettings handingOver(Duration patience) {
        Duration most = patience.compareTo(LONGEST_HAND_OVER) < 0 ? patience : LONGEST_HAND_OVER;
        return new WorkerSettings(
                group, concurrency, commitInterval, maxAttempts, stopTimeout, most, readAhead, survival);
    }
}
