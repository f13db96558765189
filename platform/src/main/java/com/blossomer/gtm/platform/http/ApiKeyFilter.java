package com.blossomer.gtm.platform.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lets in who knows the API key, and says whose request it is. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-100)
final class ApiKeyFilter {

    private static final List<String> OPEN =
            List.of("/health", "/prometheus", "/openapi", "/docs", "/swagger", "/favicon.ico");

    private final ApiKeySettings settings;

    ApiKeyFilter(ApiKeySettings settings) {
        this.settings = settings;
    }

    @RequestFilter
    void authenticate(HttpRequest<?> request) {
        if (request.getMethod() == HttpMethod.OPTIONS || isOpen(request.getPath())) {
            return;
        }
        String expected = settings.apiKey();
        if (expected == null || expected.isBlank()) {
            throw problem(
                    "This server has no API key, so it lets nobody in. Set BLOSSOMER_API_KEY and start it again.");
        }
        String given = given(request)
                .orElseThrow(
                        () -> problem(
                                "Send the API key as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'. './blossomer up' prints it; a deployment sets it as BLOSSOMER_API_KEY."));
        if (!same(expected, given)) {
            throw problem("The API key sent is not this server's. './blossomer up' prints the right one.");
        }
        Tenant.set(request, Tenant.DEFAULT);
    }

    private static boolean isOpen(String path) {
        return OPEN.stream()
                .anyMatch(open -> path.equals(open) || path.startsWith(open + "/") || path.startsWith(open + "."));
    }

    private static Optional<String> given(HttpRequest<?> request) {
        Optional<String> header = request.getHeaders().findFirst("X-API-Key");
        return header.isPresent()
                ? header.map(String::strip)
                : request.getHeaders()
                        .findFirst("Authorization")
                        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
                        .map(value -> value.substring("bearer ".length()).strip());
    }

    /** Takes the same time wherever the first difference is. */
    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static ProblemException problem(String detail) {
        return Problem.of(401, "unauthorized", "API key needed", detail).asException();
    }
}
