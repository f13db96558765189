package com.blossomer.gtm.llm;

import com.blossomer.gtm.llm.remote.RemoteProvider;
import com.blossomer.gtm.llm.remote.Server;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/**
 * A server that speaks OpenAI's chat completions, under a name of its own: {@code blossomer.providers.groq.base-url} makes
 * {@code groq/model} a model.
 *
 * @param name the part of {@code provider/model} before the slash
 * @param apiKey {@code BLOSSOMER_PROVIDERS_GROQ_API_KEY}; may be left out
 * @param baseUrl {@code BLOSSOMER_PROVIDERS_GROQ_BASE_URL}
 */
@EachProperty("blossomer.providers")
public record NamedProviderSettings(
        @Parameter String name,
        @Bindable(defaultValue = "") String apiKey,
        @Bindable(defaultValue = "") String baseUrl) implements ProviderSettings {

    public NamedProviderSettings {
        Server server = server(name, apiKey, baseUrl);
        if (server.baseUrl().isEmpty()) {
            throw new IllegalArgumentException(
                    server.keyVariable() + " is set, but " + server.urlVariable() + " is not: where is " + name + "?");
        }
        apiKey = server.apiKey();
        baseUrl = server.baseUrl();
    }

    @Override
    public Optional<LlmProvider> provider(Clock clock) {
        return Optional.of(RemoteProvider.openAi(server(name, apiKey, baseUrl), clock));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return server(name, apiKey, baseUrl).toString();
    }

    private static Server server(String name, String apiKey, String baseUrl) {
        String variable = "BLOSSOMER_PROVIDERS_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        return new Server(name, baseUrl, apiKey, variable + "_API_KEY", variable + "_BASE_URL");
    }
}
