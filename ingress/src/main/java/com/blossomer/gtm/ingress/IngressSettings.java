package com.blossomer.gtm.ingress;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Limits of the write side.
 *
 * @param defaultWait how long a request is held open for its result, unless {@code Prefer: wait=N} says otherwise
 * @param maxWait the longest wait that a caller may ask for
 * @param maxBody of one request about one campaign, in bytes
 * @param maxContext of {@code user_inputted_context} and of {@code llm_inferred_context}, each, in bytes
 * @param maxBatchBody of one batch, in bytes; batches are read as a stream
 * @param produceTimeout after which a request is answered with 503, because Kafka does not take its command
 * @param maxInFlight commands of one batch that are on their way to Kafka at once
 */
@ConfigurationProperties("blossomer.ingress")
record IngressSettings(
        @Bindable(defaultValue = "30s") Duration defaultWait,
        @Bindable(defaultValue = "120s") Duration maxWait,
        @Bindable(defaultValue = "1048576") int maxBody,
        @Bindable(defaultValue = "102400") int maxContext,
        @Bindable(defaultValue = "1073741824") long maxBatchBody,
        @Bindable(defaultValue = "10s") Duration produceTimeout,
        @Bindable(defaultValue = "1000") int maxInFlight) {

    IngressSettings {
        if (defaultWait.compareTo(maxWait) > 0) {
            throw new IllegalArgumentException("blossomer.ingress.default-wait (" + defaultWait
                    + ") is longer than blossomer.ingress.max-wait (" + maxWait + ")");
        }
        if (maxBody < 1 || maxContext < 1 || maxBatchBody < 1 || maxInFlight < 1) {
            throw new IllegalArgumentException("the limits under blossomer.ingress must be above 0");
        }
    }
}
