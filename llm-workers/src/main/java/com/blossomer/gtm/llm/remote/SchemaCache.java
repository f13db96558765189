package com.blossomer.gtm.llm.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What was found out about schemas: the few there are are looked into once. */
final class SchemaCache<T> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_KEPT = 500;

    private final Map<String, T> kept = new ConcurrentHashMap<>();
    private final Function<JsonNode, T> look;

    SchemaCache(Function<JsonNode, T> look) {
        this.look = look;
    }

    T of(String schema) {
        if (kept.size() >= MAX_KEPT) {
            kept.clear();
        }
        return kept.computeIfAbsent(schema, text -> look.apply(read(text)));
    }

    private static JsonNode read(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
