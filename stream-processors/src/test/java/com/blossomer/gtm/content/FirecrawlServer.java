package com.blossomer.gtm.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Firecrawl's API v2 on loopback, as its OpenAPI document and its list of errors describe it: it really reads the page
 * that it is asked for, follows redirects, keeps to the time-out, and answers 200 whatever the page's own status is.
 * Scripted answers come first.
 */
final class FirecrawlServer implements AutoCloseable {

    static final String KEY = "fc-0123456789abcdef";
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Scripted(int status, String retryAfter, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    private final Queue<Scripted> script = new ArrayDeque<>();
    private final List<JsonNode> asked = new CopyOnWriteArrayList<>();

    FirecrawlServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v2/scrape", this::scrape);
        server.setExecutor(threads);
        server.start();
    }

    FirecrawlSettings settings() {
        return new FirecrawlSettings(
                KEY, "http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next answer, instead of reading the page. */
    FirecrawlServer then(int status, String body) {
        return then(status, "", body);
    }

    FirecrawlServer then(int status, String retryAfter, String body) {
        script.add(new Scripted(status, retryAfter, body));
        return this;
    }

    /** What was asked, in order. */
    List<JsonNode> asked() {
        return asked;
    }

    private void scrape(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        asked.add(question);
        Scripted scripted = script.poll();
        if (!("Bearer " + KEY).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{\"success\":false,\"error\":\"Unauthorized: Invalid token\"}");
        } else if (scripted != null) {
            if (!scripted.retryAfter().isEmpty()) {
                exchange.getResponseHeaders().add("Retry-After", scripted.retryAfter());
            }
            send(exchange, scripted.status(), scripted.body());
        } else if (!exchange.getRequestMethod().equals("POST")
                || question.path("timeout").asInt() < 1_000) {
            send(exchange, 400, "{\"success\":false,\"error\":\"Bad Request\"}");
        } else {
            read(exchange, question);
        }
    }

    private void read(HttpExchange exchange, JsonNode question) throws IOException {
        URI page = URI.create(question.path("url").asText());
        Duration timeout = Duration.ofMillis(question.path("timeout").asInt());
        try {
            HttpResponse<String> response =
                    http.send(HttpRequest.newBuilder(page).timeout(timeout).build(), BodyHandlers.ofString());
            ObjectNode answer = JSON.createObjectNode().put("success", true);
            ObjectNode data = answer.putObject("data").put("rawHtml", response.body());
            data.putObject("metadata")
                    .put("sourceURL", page.toString())
                    .put("url", response.uri().toString())
                    .put("statusCode", response.statusCode())
                    .put(
                            "contentType",
                            response.headers().firstValue("Content-Type").orElse("text/html"));
            send(exchange, 200, answer.toString());
        } catch (java.net.http.HttpTimeoutException e) {
            send(exchange, 408, "{\"success\":false,\"code\":\"SCRAPE_TIMEOUT\",\"error\":\"Scrape timed out\"}");
        } catch (IOException e) {
            send(
                    exchange,
                    500,
                    "{\"success\":false,\"code\":\"SCRAPE_ALL_ENGINES_FAILED\",\"error\":\"All scraping engines"
                            + " failed!\"}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        Site.send(exchange, status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }
}
