package com.blossomer.gtm.projections;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the projection reads.
 *
 * @param group the consumer group; also the name under which its offsets stand in Postgres
 * @param maxPollRecords records that are read at a time; as many are written at once, fewer are gathered for a moment first
 * @param readyLag records behind at which a projection that has just started counts as caught up
 * @param maxBackoff longest pause between attempts while the database or the broker is away
 */
@ConfigurationProperties("blossomer.projections")
public record ProjectionSettings(
        @Bindable(defaultValue = "projections") String group,
        @Bindable(defaultValue = "2000") int maxPollRecords,
        @Bindable(defaultValue = "1000") long readyLag,
        @Bindable(defaultValue = "10s") Duration maxBackoff) {

    public ProjectionSettings {
        if (maxPollRecords < 1) {
            throw new IllegalArgumentException(
                    "blossomer.projections.max-poll-records must be at least 1, not " + maxPollRecords);
        }
    }
}
