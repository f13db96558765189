package com.blossomer.gtm.projections.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Chroma's REST API, version 2, as far as it is used here. */
final class ChromaClient implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections";
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int LONGEST_COMPLAINT = 300;

    private final String server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    ChromaClient(URI server) {
        this.server = server.toString().replaceAll("/+$", "");
    }

    /** The id of a collection, which is made where it is not there. */
    String collection(String name) {
        var request = JSON.createObjectNode().put("name", name).put("get_or_create", true);
        request.putObject("configuration").putObject("hnsw").put("space", "cosine");
        return post("", request).path("id").asText();
    }

    /** @param operation such as {@code query} */
    JsonNode call(String collection, String operation, JsonNode request) {
        return post("/" + collection + "/" + operation, request);
    }

    private JsonNode post(String path, JsonNode request) {
        HttpRequest post = HttpRequest.newBuilder(URI.create(server + COLLECTIONS + path))
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(bytes(request)))
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(post, BodyHandlers.ofByteArray());
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() >= 400) {
                String said = body.path("message").asText();
                throw new IndexUnavailable(
                        "Chroma answers " + answer.statusCode() + ": "
                                + said.substring(0, Math.min(said.length(), LONGEST_COMPLAINT)),
                        null);
            }
            return body;
        } catch (IOException e) {
            throw new IndexUnavailable("Chroma cannot be reached at " + server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IndexUnavailable("interrupted while Chroma was asked", e);
        }
    }

    private static byte[] bytes(JsonNode request) {
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
