package com.blossomer.gtm.avro;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** An HTTP server that answers as a test says, and remembers what it was asked. */
final class StubRegistry implements AutoCloseable {

    record Request(String line, @Nullable String authorization, String body) {}

    record Answer(int status, String body) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer http;

    StubRegistry(Function<Request, Answer> answers) {
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.createContext("/", exchange -> handle(exchange, answers));
        http.start();
    }

    /** One that always answers the same. */
    static StubRegistry answering(int status, String body) {
        return new StubRegistry(request -> new Answer(status, body));
    }

    /** One that has this schema under this id, and gives that id to whatever is registered. */
    static StubRegistry of(int id, Schema schema) {
        return new StubRegistry(request -> new Answer(
                200,
                JSON.createObjectNode()
                        .put("id", id)
                        .put("schema", schema.toString())
                        .toString()));
    }

    Map<String, Object> config(Object... more) {
        Map<String, Object> config = new HashMap<>(Map.of("schema.registry.url", url(), "retries.wait.ms", 1));
        for (int i = 0; i < more.length; i += 2) {
            config.put((String) more[i], more[i + 1]);
        }
        return config;
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    private void handle(HttpExchange exchange, Function<Request, Answer> answers) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            requests.add(request);
            Answer answer = answers.apply(request);
            byte[] bytes = answer.body().getBytes(UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
