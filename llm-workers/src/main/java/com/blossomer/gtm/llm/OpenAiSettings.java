package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Clock;
import java.util.Optional;

/**
 * OpenAI, or any server that speaks its chat completions. With neither key nor URL the provider is not there.
 *
 * @param apiKey {@code OPENAI_API_KEY}; a server of one's own may need none
 * @param baseUrl {@code OPENAI_BASE_URL}; empty for OpenAI's own
 */
@ConfigurationProperties("blossomer.openai")
public record OpenAiSettings(
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) implements ProviderSettings {

    public OpenAiSettings {
        Server server = server(apiKey, baseUrl);
        apiKey = server.apiKey();
        baseUrl = server.baseUrl();
    }

    boolean configured() {
        return !apiKey.isEmpty() || !baseUrl.isEmpty();
    }

    @Override
    public Optional<LlmProvider> provider(Clock clock) {
        return configured() ? Optional.of(RemoteProvider.openAi(server(apiKey, baseUrl), clock)) : Optional.empty();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return server(apiKey, baseUrl).toString();
    }

    private static Server server(String apiKey, String baseUrl) {
        return new Server("openai", baseUrl, apiKey, "OPENAI_API_KEY", "OPENAI_BASE_URL");
    }
}
