package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Clock;
import java.util.Optional;

/**
 * Gemini. Without a key the provider is not there.
 *
 * @param apiKey {@code GEMINI_API_KEY}
 * @param baseUrl {@code GEMINI_BASE_URL}; empty for the provider's own
 */
@ConfigurationProperties("blossomer.gemini")
public record GeminiSettings(
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) implements ProviderSettings {

    public GeminiSettings {
        Server server = server(apiKey, baseUrl);
        apiKey = server.apiKey();
        baseUrl = server.baseUrl();
    }

    boolean configured() {
        return !apiKey.isEmpty();
    }

    @Override
    public Optional<LlmProvider> provider(Clock clock) {
        return configured() ? Optional.of(RemoteProvider.gemini(server(apiKey, baseUrl), clock)) : Optional.empty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return server(apiKey, baseUrl).toString();
    }

    private static Server server(String apiKey, String baseUrl) {
        return new Server("gemini", baseUrl, apiKey, "GEMINI_API_KEY", "GEMINI_BASE_URL");
    }
}
