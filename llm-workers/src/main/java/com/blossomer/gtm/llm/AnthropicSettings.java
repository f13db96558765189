package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Clock;
import java.util.Optional;

/**
 * Anthropic. Without a key the provider is not there.
 *
 * @param apiKey {@code ANTHROPIC_API_KEY}
 * @param baseUrl {@code ANTHROPIC_BASE_URL}; empty for the provider's own
 */
@ConfigurationProperties("blossomer.anthropic")
public record AnthropicSettings(
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) implements ProviderSettings {

    public AnthropicSettings {
        Server server = server(apiKey, baseUrl);
        apiKey = server.apiKey();
        baseUrl = server.baseUrl();
    }

    boolean configured() {
        return !apiKey.isEmpty();
    }

    @Override
    public Optional<LlmProvider> provider(Clock clock) {
        return configured() ? Optional.of(RemoteProvider.anthropic(server(apiKey, baseUrl), clock)) : Optional.empty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return server(apiKey, baseUrl).toString();
    }

    private static Server server(String apiKey, String baseUrl) {
        return new Server("anthropic", baseUrl, apiKey, "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL");
    }
}
