package com.blossomer.gtm.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** For tests: stands before a registry and, while it is told to, answers with an error instead of it. */
public final class TroubledRegistry implements AutoCloseable {

    private record Trouble(int status, String body, String method) {}

    private final URI registry;
    private final HttpServer http;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile @Nullable Trouble trouble;

    private TroubledRegistry(URI registry) throws IOException {
        this.registry = registry;
        http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    public static TroubledRegistry before(String registryUrl) {
        try {
            return new TroubledRegistry(URI.create(registryUrl));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Every request of this HTTP method (or of all, {@code *}) is answered with this, until {@link #recover}. */
    public void trouble(int status, String body, String method) {
        trouble = new Trouble(status, body, method);
    }

    public void recover() {
        trouble = null;
    }

    /** How many requests were answered with trouble so far. */
    public int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
        client.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Trouble now = trouble;
            if (now != null && (now.method().equals("*") || now.method().equals(exchange.getRequestMethod()))) {
                refused.incrementAndGet();
                answer(exchange, now.status(), now.body().getBytes(UTF_8));
                return;
            }
            HttpRequest request = HttpRequest.newBuilder(registry.resolve(exchange.getRequestURI()))
                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                    .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                    .build();
            HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
            answer(exchange, response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
