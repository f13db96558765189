package com.blossomer.gtm.content;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Reading sites in tests: small caps, short times. */
final class Reading {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private Reading() {}

    static ContentSettings settings(String... allow) {
        return settings(Duration.ofSeconds(10), allow);
    }

    static ContentSettings settings(Duration pageTimeout, String... allow) {
        return new ContentSettings(
                List.of(allow),
                Duration.ofSeconds(2),
                pageTimeout,
                pageTimeout.multipliedBy(2),
                5 * 1_024 * 1_024,
                40_000,
                250,
                4,
                5,
                8,
                4,
                "BlossomerGTM/test");
    }

    static ContentTask task(String url) {
        return new ContentTask("default", "cmp_1", 1, "site", "task_1", NOW, "trace", url, Lane.INTERACTIVE);
    }

    static ContentResult read(ContentSettings settings, String url) throws InterruptedException {
        try (ContentHandler handler = new ContentHandler(settings, CLOCK)) {
            return handler.handle(task(url));
        }
    }

    static SiteContent content(ContentSettings settings, String url) throws InterruptedException {
        return (SiteContent) read(settings, url).getBody();
    }

    static StageFailure failure(ContentSettings settings, String url) throws InterruptedException {
        return (StageFailure) read(settings, url).getBody();
    }
}
