package com.blossomer.gtm.content;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;

/**
 * Firecrawl, a service that reads pages with a browser, or a server of one's own that speaks its API.
 *
 * @param apiKey {@code FIRECRAWL_API_KEY}; a server of one's own may need none
 * @param baseUrl {@code FIRECRAWL_BASE_URL}, with or without {@code /v2}; empty for Firecrawl's own
 */
@ConfigurationProperties("blossomer.firecrawl")
public record FirecrawlSettings(
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) {

    private static final String OWN = "https://api.firecrawl.dev";

    public FirecrawlSettings {
        apiKey = apiKey.strip();
        baseUrl = baseUrl.strip();
        if (!baseUrl.isEmpty() && !isHttp(baseUrl)) {
            throw new IllegalArgumentException("FIRECRAWL_BASE_URL is '" + baseUrl
                    + "'; write an address such as https://api.firecrawl.dev or http://localhost:3002");
        }
        if (!apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("FIRECRAWL_API_KEY holds characters that no key has; copy it again");
        }
    }

    boolean configured() {
        return !apiKey.isEmpty() || !baseUrl.isEmpty();
    }

    /** Where a page is asked for. */
    URI scrape() {
        String base = (baseUrl.isEmpty() ? OWN : baseUrl).replaceAll("/+$", "");
        return URI.create((base.endsWith("/v2") ? base : base + "/v2") + "/scrape");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "FirecrawlSettings[baseUrl=" + baseUrl + ", apiKey=" + (apiKey.isEmpty() ? "none" : "set") + "]";
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
