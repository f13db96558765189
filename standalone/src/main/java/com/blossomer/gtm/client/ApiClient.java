package com.blossomer.gtm.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A system's REST API, as every other client sees it. Thread-safe. */
public final class ApiClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    /** Of files, which may be as long as they like. */
    private static final Duration TRANSFER = Duration.ofHours(6);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final @Nullable String apiKey;

    public ApiClient(URI base, @Nullable String apiKey) {
        this.base = base;
        this.apiKey = apiKey;
    }

    public URI base() {
        return base;
    }

    /** An answer with its status; the body is JSON or missing. */
    public record Answer(int status, JsonNode body) {

        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** What went wrong, as the server says it. */
        public String problem() {
            String detail = body.path("detail").asText("");
            return !detail.isEmpty() ? detail : body.path("title").asText("the server answered " + status);
        }
    }

    /**
     * A campaign to ask for; no assets means the whole package.
     *
     * @param maxAge how old a stored reading of the site may be, in seconds; null leaves it to the server
     */
    public record Order(
            String websiteUrl,
            List<String> assets,
            @Nullable String context,
            @Nullable Long maxAge) {

        public Order(String websiteUrl, List<String> assets, @Nullable String context) {
            this(websiteUrl, assets, context, null);
        }
    }

    /** Asks for a campaign and does not wait for it. */
    public Answer submit(Order order) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode().put("website_url", order.websiteUrl());
        if (!order.assets().isEmpty()) {
            order.assets().forEach(body.putArray("assets")::add);
        }
        if (order.context() != null) {
            body.put("user_inputted_context", order.context());
        }
        if (order.maxAge() != null) {
            body.put("max_age", order.maxAge());
        }
        return send(request("/campaigns")
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    public Answer campaign(String id) throws IOException, InterruptedException {
        return get("/campaigns/" + id);
    }

    /** Asks for a campaign to stop. */
    public Answer cancel(String id) throws IOException, InterruptedException {
        return send(request("/campaigns/" + id + "/cancel").POST(BodyPublishers.noBody()));
    }

    public Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** @param ifMatch the version that is to be replaced, and no other */
    public Answer put(String path, JsonNode body, String ifMatch) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Asks for something that takes no body. */
    public Answer post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Sends a file as it is read; {@code key} names the request, so that it is never done twice. */
    public Answer upload(String path, String contentType, String key, Path file)
            throws IOException, InterruptedException {
        return send(request(path)
                .timeout(TRANSFER)
                .header("Content-Type", contentType)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofFile(file)));
    }

    /** Writes an answer to a file as it comes; the file is there only when the status is 200. */
    public int download(String path, Path file) throws IOException, InterruptedException {
        return http.send(
                        request(path)
                                .timeout(TRANSFER)
                                .setHeader("Accept", "*/*")
                                .GET()
                                .build(),
                        info -> info.statusCode() == 200
                                ? HttpResponse.BodySubscribers.mapping(
                                        HttpResponse.BodySubscribers.ofFile(file), Path::toString)
                                : HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8))
                .statusCode();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json");
        return apiKey == null ? request : request.header("Authorization", "Bearer " + apiKey);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), json(response.body()));
    }

    private static JsonNode json(byte[] body) throws IOException {
        try {
            return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
