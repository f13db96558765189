package com.blossomer.gtm.llm.remote;

import java.net.URI;

/**
 * Where a provider's routes are, read off base URLs as people commonly write them.
 *
 * @param base what routes are put after; no slash at its end
 * @param query sent with every request as it is, as some gateways want it; empty for none
 */
record Endpoint(URI base, String query) {

    /**
     * Chat completions: without a path, {@code /v1} is meant; any other path is taken as it is; the whole route may be given
     * too.
     */
    static Endpoint chatCompletions(String baseUrl) {
        URI uri = URI.create(baseUrl.isBlank() ? "https://api.openai.com" : baseUrl.strip());
        String path = path(uri, "/chat/completions");
        return of(uri, path.isEmpty() ? "/v1" : path);
    }

    /** Anthropic's messages, whose SDKs take the base URL without {@code /v1}. */
    static Endpoint messages(String baseUrl) {
        URI uri = URI.create(baseUrl.isBlank() ? "https://api.anthropic.com" : baseUrl.strip());
        return of(uri, versioned(path(uri, "/messages"), "/v1"));
    }

    /** Gemini's models, whose SDKs take the base URL without {@code /v1beta}. */
    static Endpoint generateContent(String baseUrl) {
        URI uri = URI.create(baseUrl.isBlank() ? "https://generativelanguage.googleapis.com" : baseUrl.strip());
        return of(uri, versioned(path(uri, "/models"), "/v1beta"));
    }

    String host() {
        return base.getHost();
    }

    /** Host and port, as messages name the server. */
    String authority() {
        return base.getAuthority();
    }

    private static Endpoint of(URI uri, String path) {
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return new Endpoint(URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path), query);
    }

    private static String path(URI uri, String route) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return path.endsWith(route) ? path.substring(0, path.length() - route.length()) : path;
    }

    private static String versioned(String path, String version) {
        return path.matches(".*/v\\d\\w*") ? path : path + version;
    }
}
