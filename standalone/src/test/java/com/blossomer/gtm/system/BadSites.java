package com.blossomer.gtm.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server with a site for everything that can be wrong with one, and a good one at {@code /fernline/}. */
final class BadSites implements AutoCloseable {

    private static final int LARGE = 10 << 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    BadSites() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/large" -> send(exchange, 200, "text/html", "<p>words</p>".repeat(LARGE / 12));
            case "/paper.pdf" -> send(exchange, 200, "application/pdf", "%PDF-1.7 …");
            case "/loop" -> {
                exchange.getResponseHeaders().add("Location", "/loop");
                send(exchange, 302, "text/html", "");
            }
            case "/hangs" -> {} // and never answers
            case "/app" ->
                send(exchange, 200, "text/html", "<html><body><div id=root></div><script src=app.js></script></body>");
            case "/fernline/" -> send(exchange, 200, "text/html", good());
            default -> send(exchange, 404, "text/html", "<h1>Not found</h1>");
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String good() throws IOException {
        try (var page = BadSites.class.getResourceAsStream("/samples/fernline/index.html")) {
            if (page == null) {
                throw new IllegalStateException("the samples moved");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
