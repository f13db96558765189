package com.blossomer.gtm.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a standalone system runs.
 *
 * @param dataDirectory where everything is kept
 * @param port of HTTP; 0 for a free one
 * @param apiKey null for the one kept in the data directory
 * @param properties of the services, by their own names; they win over the environment
 * @param phases told about each step of the start, in words for people
 */
public record StandaloneSettings(
        Path dataDirectory,
        int port,
        @Nullable String apiKey,
        Map<String, Object> properties,
        Consumer<String> phases) {

    public StandaloneSettings {
        properties = Map.copyOf(properties);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("BLOSSOMER_PORT is no port: " + port);
        }
    }

    /** A free port, the kept key, nobody told. */
    public static StandaloneSettings in(Path dataDirectory) {
        return new StandaloneSettings(dataDirectory, 0, null, Map.of(), phase -> {});
    }

    public StandaloneSettings with(String property, Object value) {
        Map<String, Object> more = new HashMap<>(properties);
        more.put(property, value);
        return new StandaloneSettings(dataDirectory, port, apiKey, more, phases);
    }

    public StandaloneSettings telling(Consumer<String> listener) {
        return new StandaloneSettings(dataDirectory, port, apiKey, properties, listener);
    }

    public StandaloneSettings at(int httpPort, @Nullable String key) {
        return new StandaloneSettings(dataDirectory, httpPort, key, properties, phases);
    }
}
