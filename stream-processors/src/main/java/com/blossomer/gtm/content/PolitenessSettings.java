package com.blossomer.gtm.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What sites may expect of us.
 *
 * @param robots whether robots.txt is obeyed ({@code BLOSSOMER_FETCH_ROBOTS}); to be switched off for sites of one's own
 * @param perHost requests to one host at a time
 * @param hostSpacing between the starts of two requests to one host; not kept to literal addresses of networks that are
 *     allowed besides the public internet
 * @param maxCrawlDelay up to which a robots.txt can raise {@code hostSpacing}
 */
@ConfigurationProperties("blossomer.fetch")
public record PolitenessSettings(
        @Bindable(defaultValue = "true") boolean robots,
        @Bindable(defaultValue = "6") int perHost,
        @Bindable(defaultValue = "100ms") Duration hostSpacing,
        @Bindable(defaultValue = "2s") Duration maxCrawlDelay) {

    public PolitenessSettings {
        if (perHost < 1) {
            throw new IllegalArgumentException("blossomer.fetch.per-host must be at least 1, not " + perHost);
        }
        if (hostSpacing.isNegative() || maxCrawlDelay.isNegative()) {
            throw new IllegalArgumentException(
                    "blossomer.fetch.host-spacing and blossomer.fetch.max-crawl-delay must not be negative");
        }
    }
}
