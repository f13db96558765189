package com.blossomer.gtm.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import java.util.Set;

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
 * @param sources where pages come from, in the order to try: {@code web} reads them ourselves, {@code firecrawl} asks
 *     that service; empty for {@code web}, followed by {@code firecrawl} where its key is set
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
        @Bindable(defaultValue = "") List<String> sources,

        @Bindable(defaultValue = "BlossomerGTM/0.1 (+https://blossomer.example/bot)")
        String userAgent) {

    static final String WEB = "web";
    static final String FIRECRAWL = "firecrawl";
    private static final Set<String> SOURCES = Set.of(WEB, FIRECRAWL);

    public ContentSettings {
        allow = stripped(allow);
        sources = stripped(sources);
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
        if (!SOURCES.containsAll(sources) || Set.copyOf(sources).size() < sources.size()) {
            throw new IllegalArgumentException("blossomer.fetch.sources is '" + String.join(",", sources)
                    + "'; write web, firecrawl, or both in the order to try them");
        }
        if (userAgent.isBlank() || !userAgent.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("blossomer.fetch.user-agent must be printable ASCII and not empty");
        }
    }

    /** Requests in flight at most: the pages and the robots.txt of each site. */
    int maxRequests() {
        return concurrency * (linkedPages + 2);
    }

    private static List<String> stripped(List<String> texts) {
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
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
