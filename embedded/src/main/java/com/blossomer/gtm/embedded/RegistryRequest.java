package com.blossomer.gtm.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What was asked, taken apart. */
record RegistryRequest(String method, List<String> path, Map<String, String> parameters, String text) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static RegistryRequest of(String method, URI uri, String text) {
        String path = uri.getRawPath().replaceAll("^/+|/+$", "");
        List<String> segments =
                Arrays.stream(path.split("/", -1)).map(RegistryRequest::decoded).toList();
        Map<String, String> parameters = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&", -1)) {
                String[] parts = pair.split("=", 2);
                parameters.put(
                        URLDecoder.decode(parts[0], UTF_8),
                        parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
            }
        }
        return new RegistryRequest(method, segments, Map.copyOf(parameters), text);
    }

    /** In a path, unlike in a query, a plus is a plus. */
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
    }

    int size() {
        return path.size();
    }

    /** Empty when the path is shorter. */
    String segment(int index) {
        return index < path.size() ? path.get(index) : "";
    }

    String query(String name, String otherwise) {
        return parameters.getOrDefault(name, otherwise);
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query(name, "false"));
    }

    JsonNode body() {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw new RegistryException(400, "The request's body must be a JSON object");
    }

    JsonNode on(String onlyMethod, Supplier<JsonNode> answer) {
        if (!method.equals(onlyMethod)) {
            throw notAllowed();
        }
        return answer.get();
    }

    RegistryException notAllowed() {
        return new RegistryException(405, "HTTP 405 Method Not Allowed: " + method + " /" + String.join("/", path));
    }

    RegistryException unsupported() {
        return new RegistryException(
                501,
                "The embedded schema registry does not have " + method + " /" + String.join("/", path)
                        + "; set SCHEMA_REGISTRY_URL to a full registry if you need it");
    }
}
