package com.blossomer.gtm.pipeline;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the pipeline runs.
 *
 * @param applicationId Kafka Streams' application id: consumer group and prefix of the changelogs
 * @param threads stream threads in this process
 * @param commitInterval of the exactly-once transactions while many records come; see {@link CommitPace}
 * @param stateDir where RocksDB keeps the stores; a cache of the changelogs
 * @param contentMaxAge how old a stored content may be, where the request does not say
 * @param failureMaxAge how long a site that could not be read is not tried again, unless the request insists
 * @param interactiveDeadline how long an interactive run may stand still
 * @param batchDeadline how long a batch's run may stand still, its time in the queue included; twice as long one whose
 *     answers may take a day
 * @param finishedRetention how long a completed run is remembered, so that a repeated command changes nothing
 * @param resumableRetention how long a run that ended otherwise is remembered, so that it can be resumed
 */
@ConfigurationProperties("blossomer.pipeline")
record PipelineSettings(
        @Bindable(defaultValue = "gtm-site-pipeline") String applicationId,
        @Bindable(defaultValue = "2") int threads,
        @Bindable(defaultValue = "100ms") Duration commitInterval,
        @Bindable(defaultValue = ".blossomer/streams") String stateDir,
        @Bindable(defaultValue = "30d") Duration contentMaxAge,
        @Bindable(defaultValue = "5m") Duration failureMaxAge,
        @Bindable(defaultValue = "10m") Duration interactiveDeadline,
        @Bindable(defaultValue = "24h") Duration batchDeadline,
        @Bindable(defaultValue = "24h") Duration finishedRetention,
        @Bindable(defaultValue = "30d") Duration resumableRetention) {

    PipelineSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("blossomer.pipeline.threads must be at least 1, not " + threads);
        }
        if (commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException("blossomer.pipeline.commit-interval must be at least 1ms");
        }
        for (Duration duration : new Duration[] {
            contentMaxAge, failureMaxAge, interactiveDeadline, batchDeadline, finishedRetention, resumableRetention
        }) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("blossomer.pipeline: times must be positive, not " + duration);
            }
        }
    }

    /** A day for the provider, and as long as any other after it. */
    Duration economyDeadline() {
        return batchDeadline.multipliedBy(2);
    }
}
