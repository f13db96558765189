package com.blossomer.gtm.projections.dispatch;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How batches and replays are sent to the pipeline.
 *
 * @param window campaigns under way at once, over all batches and replays: enough to keep all workers busy (a campaign has one or two calls in flight), few enough that
 *     pausing and cancelling mean something
 * @param chunk commands that are sent, and then noted as sent, at once: a crash repeats at most so many
 * @param interval between two looks at what is to be done
 */
@ConfigurationProperties("blossomer.dispatch")
record DispatchSettings(
        @Bindable(defaultValue = "500") int window,
        @Bindable(defaultValue = "500") int chunk,
        @Bindable(defaultValue = "100ms") Duration interval) {

    DispatchSettings {
        if (window < 1 || chunk < 1 || interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("blossomer.dispatch.window, chunk and interval must be above 0");
        }
    }
}
