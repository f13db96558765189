package com.blossomer.gtm.platform.http;

import io.micronaut.http.HttpRequest;

/** Whose request it is. */
public final class Tenant {

    public static final String DEFAULT = "default";

    private static final String ATTRIBUTE = "com.blossomer.gtm.tenant";

    private Tenant() {}

    /**
     * @throws IllegalStateException on a route that is open to all
     */
    public static String of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, String.class)
                .orElseThrow(() -> new IllegalStateException(request.getPath() + " was not authenticated"));
    }

    static void set(HttpRequest<?> request, String tenant) {
        request.setAttribute(ATTRIBUTE, tenant);
    }
}
