package com.blossomer.gtm.pipeline;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong around a record (registry, broker, disk) from what is wrong with it. */
final class Outages {

    private Outages() {}

    /** Whether the same record may go through another time. */
    static boolean causes(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException || cause instanceof ProcessorStateException) {
                return true;
            }
        }
        return false;
    }
}
