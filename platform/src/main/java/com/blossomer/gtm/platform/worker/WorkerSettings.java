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
 */
public record WorkerSettings(
        String group, int concurrency, Duration commitInterval, int maxAttempts, Duration stopTimeout) {

    public WorkerSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException(group + ": concurrency must be at least 1, not " + concurrency);
        }
    }

    public static WorkerSettings of(String group, int concurrency) {
        return new WorkerSettings(group, concurrency, Duration.ofMillis(100), 5, Duration.ofSeconds(10));
    }
}
