package com.blossomer.gtm.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;

/**
 * How sites are read.
 *
 * @param allow networks besides the public internet that may be fetched from, as CIDR, on any port ({@code
 *     BLOSSOMER_FETCH_ALLOW}, such as {@code 127.0.0.0/8})
 * @param connectTimeout until a connection stands, TLS included
 * @param pageTimeout for one page in all: redirects, headers and body
 * @param siteTimeout for all pages of a site
 * @param maxPageBytes of a page, decoded; reading stops there
 * @param maxTextChars of a site's sections together
 * @param minTextChars under which a page holds too little to work with
 * @param linkedPages read besides the first, at most
 * @param maxRedirects followed for one page
 * @param concurrency sites read at a time in this process
 * @param perHost connections to one host at a time
 * @param userAgent says who asks, and where to complain
 */
@ConfigurationProperties("blossomer.fetch")
public record ContentSettings(
        @Bindable(defaultValue = "") List<String> allow,
        @Bindable(defaultValue = "8s") Duration connectTimeout,
        @Bindable(defaultValue = "20s") Duration pageTimeout,
        @Bindable(defaultValue = "30s") Duration siteTimeout,
        @Bindable(defaultValue = "5242880") int maxPageBytes,
        @Bindable(defaultValue = "40000") int maxTextChars,
        @Bindable(defaultValue = "250") int minTextChars,
        @Bindable(defaultValue = "4") int linkedPages,
        @Bindable(defaultValue = "5") int maxRedirects,
        @Bindable(defaultValue = "32") int concurrency,
        @Bindable(defaultValue = "6") int perHost,

        @Bindable(defaultValue = "BlossomerGTM/0.1 (+https://blossomer.example/bot)")
        String userAgent) {

    public ContentSettings {
        allow = allow.stream()
                .map(String::strip)
                .filter(cidr -> !cidr.isEmpty())
                .toList();
        allow.forEach(Network::parse);
        positive("connect-timeout", connectTimeout);
        positive("page-timeout", pageTimeout);
        positive("site-timeout", siteTimeout);
        atLeast("max-page-bytes", 1_024, maxPageBytes);
        atLeast("max-text-chars", 1_000, maxTextChars);
        atLeast("min-text-chars", 1, minTextChars);
        atLeast("linked-pages", 0, linkedPages);
        atLeast("max-redirects", 0, maxRedirects);
        atLeast("concurrency", 1, concurrency);
        atLeast("per-host", 1, perHost);
        if (userAgent.isBlank() || !userAgent.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("blossomer.fetch.user-agent must be printable ASCII and not empty");
        }
    }

    private static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "blossomer.fetch." + name + " must be longer than nothing, not " + value);
        }
    }

    private static void atLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    "blossomer.fetch." + name + " must be at least " + least + ", not " + value);
        }
    }
}
