package com.blossomer.gtm.llm;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;

/**
 * OpenAI, or any server that speaks its chat completions. With neither key nor URL the provider is not there.
 *
 * @param apiKey {@code OPENAI_API_KEY}; a server of one's own may need none
 * @param baseUrl {@code OPENAI_BASE_URL}; empty for OpenAI's own
 */
@ConfigurationProperties("blossomer.openai")
public record OpenAiSettings(
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) {

    public OpenAiSettings {
        apiKey = apiKey.strip();
        baseUrl = baseUrl.strip();
        if (!baseUrl.isEmpty() && !isHttp(baseUrl)) {
            throw new IllegalArgumentException("OPENAI_BASE_URL is '" + baseUrl
                    + "'; write an address such as https://api.openai.com/v1 or http://localhost:11434/v1");
        }
        if (!apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("OPENAI_API_KEY holds characters that no key has; copy it again");
        }
    }

    boolean configured() {
        return !apiKey.isEmpty() || !baseUrl.isEmpty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "OpenAiSettings[baseUrl=" + baseUrl + ", apiKey=" + (apiKey.isEmpty() ? "none" : "set") + "]";
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
