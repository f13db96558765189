package com.blossomer.gtm.llm.openai;

import java.net.URI;

/** Where the chat completions of a base URL are, as people commonly write base URLs. */
final class Endpoint {

    static final String OPENAI = "https://api.openai.com/v1";
    private static final String ROUTE = "/chat/completions";

    private Endpoint() {}

    /** Without a path, {@code /v1} is meant; any other path is taken as it is; the whole route may be given too. */
    static URI chatCompletions(String baseUrl) {
        URI uri = URI.create(baseUrl.isBlank() ? OPENAI : baseUrl.strip());
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        if (path.endsWith(ROUTE)) {
            path = path.substring(0, path.length() - ROUTE.length());
        } else if (path.isEmpty()) {
            path = "/v1";
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + path + ROUTE + query);
    }
}
