package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.topics.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/**
 * What a worker does with one task: the slow outside work. Runs on a virtual thread of its own, many at a time.
 *
 * @param <T> the task's record
 * @param <R> the result's record, published to {@link #results} under the task's key before the task counts as done
 */
public interface TaskHandler<T extends SpecificRecord, R extends SpecificRecord> {

    Topic<R> results();

    /** What {@link #takes(SpecificRecord)} says, as far as a task's headers tell: false spares reading the task. */
    default boolean takes(Headers headers) {
        return true;
    }

    /** Whether a task is this worker's to do; one that is not is passed over, for the worker of another group does it. */
    default boolean takes(T task) {
        return true;
    }

    /** Whether a record that is no task is this worker's to put aside: of several that read the same topic, one's. */
    default boolean putsAside(Headers headers) {
        return true;
    }

    /**
     * Does the task. Every expected outcome, failure included, is a result. An exception is an infrastructure error or a
     * bug: the loop tries the task again with growing pauses, then gives it up with {@link #givenUp}.
     *
     * @throws InterruptedException when the worker stops: the task goes back and runs again elsewhere
     */
    R handle(T task) throws InterruptedException;

    /**
     * The result that ends a task which killed its worker or threw too often; the task itself goes to the dead letters.
     *
     * @param reason what happened, fit for the API
     */
    R givenUp(T task, String reason);
}
