package com.blossomer.gtm.content;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web site on loopback. */
final class Site implements AutoCloseable {

    /** Answers one request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final InetAddress address;

    Site() {
        this("127.0.0.1");
    }

    Site(String literal) {
        address = InetAddress.ofLiteral(literal);
        try {
            server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.start();
    }

    Site html(String path, String html) {
        return at(
                path,
                exchange -> send(exchange, 200, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8)));
    }

    Site at(String path, Answer answer) {
        server.createContext(path, exchange -> {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, 404, "text/html", "no such page".getBytes(StandardCharsets.UTF_8));
                return;
            }
            answer.to(exchange);
        });
        return this;
    }

    Site redirect(String path, String to) {
        return redirect(path, 302, to);
    }

    /** @param to sent as it is, in UTF-8 */
    Site redirect(String path, int status, String to) {
        return at(path, exchange -> {
            exchange.getResponseHeaders()
                    .add("Location", new String(to.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        } catch (IOException e) {
            // The reader hung up, as it may.
            exchange.close();
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "http://" + address.getHostAddress() + ":" + port() + path;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
