package com.blossomer.gtm.llm.remote;

import java.net.URI;

/**
 * Where a provider is, and by which key it is asked.
 *
 * @param name the part of {@code provider/model} before the slash
 * @param baseUrl empty for the provider's own
 * @param apiKey empty where the server wants none
 * @param keyVariable the environment variable that holds the key; errors name it
 * @param urlVariable the environment variable that holds the address; errors name it
 */
public record Server(String name, String baseUrl, String apiKey, String keyVariable, String urlVariable) {

    public Server {
        baseUrl = baseUrl.strip();
        apiKey = apiKey.strip();
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException(
                    "a provider cannot be named '" + name + "'; use small letters, digits and -");
        }
        if (!baseUrl.isEmpty() && !isHttp(baseUrl)) {
            throw new IllegalArgumentException(urlVariable + " is '" + baseUrl
                    + "'; write an address such as https://api.example.com/v1 or http://localhost:11434/v1");
        }
        if (!apiKey.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(keyVariable + " holds characters that no key has; copy it again");
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Server[" + name + (baseUrl.isEmpty() ? "" : " at " + baseUrl) + ", key "
                + (apiKey.isEmpty() ? "none" : "set") + "]";
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
