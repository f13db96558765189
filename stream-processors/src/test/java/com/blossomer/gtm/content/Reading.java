package com.blossomer.gtm.content;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.Page;
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
    static final PolitenessSettings POLITE = new PolitenessSettings(true, 4, Duration.ZERO, Duration.ofMillis(100));
    static final PolitenessSettings NO_ROBOTS = new PolitenessSettings(false, 4, Duration.ZERO, Duration.ofMillis(100));
    static final FirecrawlSettings NO_FIRECRAWL = new FirecrawlSettings("", "");

    private Reading() {}

    static ContentSettings settings(String... allow) {
        return settings(Duration.ofSeconds(10), allow);
    }

    static ContentSettings settings(Duration pageTimeout, String... allow) {
        return settings(pageTimeout, List.of(), allow);
    }

    static ContentSettings settings(Duration pageTimeout, List<String> sources, String... allow) {
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
                sources,
                "BlossomerGTM/test");
    }

    static ContentTask task(String url) {
        return task(url, List.of());
    }

    static ContentTask task(String url, List<Page> known) {
        return new ContentTask("default", "cmp_1", 1, "site", "task_1", NOW, "trace", url, Lane.INTERACTIVE, known);
    }

    static ContentHandler handler(ContentSettings settings, PolitenessSettings politeness, Outside outside) {
        return handler(settings, politeness, NO_FIRECRAWL, outside);
    }

    static ContentHandler handler(
            ContentSettings settings, PolitenessSettings politeness, FirecrawlSettings firecrawl, Outside outside) {
        return new ContentHandler(
                ContentSources.of(settings, politeness, firecrawl, outside, CLOCK), settings.siteTimeout(), CLOCK);
    }

    static ContentResult read(ContentSettings settings, String url) throws InterruptedException {
        try (ContentHandler handler = handler(settings, POLITE, Outside.REAL)) {
            return handler.handle(task(url));
        }
    }

    static SiteContent content(ContentSettings settings, String url) throws InterruptedException {
        return (SiteContent) read(settings, url).getBody();
    }

    static StageFailure failure(ContentSettings settings, String url) throws InterruptedException {
        return (StageFailure) read(settings, url).getBody();
    }

    static StageFailure failure(ContentHandler handler, String url) throws InterruptedException {
        return (StageFailure) handler.handle(task(url)).getBody();
    }

    static SiteContent content(ContentHandler handler, String url) throws InterruptedException {
        return (SiteContent) handler.handle(task(url)).getBody();
    }
}
