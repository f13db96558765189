package com.blossomer.gtm.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;

/** How reports are written. */
final class Reports {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reports() {}

    /** In one line. */
    static String json(Object report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of a table for people. */
    static String row(String name, String value) {
        return String.format(Locale.ROOT, "%-28s %s", name, value);
    }
}
