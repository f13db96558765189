package com.blossomer.gtm.llm.remote;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A model server on loopback that answers what a test tells it to, in the shapes that real servers send. */
public final class ChatServer implements AutoCloseable {

    public final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;
    private volatile Reply reply = (exchange, body) -> send(exchange, 500, "{}", Map.of());

    /** What arrived. */
    public record Seen(String path, String query, Headers headers, String body) {

        /** Empty where there is none. */
        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }
    }

    /** How one exchange is answered. */
    public interface Reply {
        void to(HttpExchange exchange, String body) throws IOException;
    }

    public ChatServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String query = exchange.getRequestURI().getQuery();
            requests.add(new Seen(
                    exchange.getRequestURI().getPath(),
                    query == null ? "" : query,
                    exchange.getRequestHeaders(),
                    body));
            reply.to(exchange, body);
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void replies(Reply how) {
        reply = how;
    }

    public void replies(int status, String body, Map<String, String> headers) {
        replies((exchange, request) -> send(exchange, status, body, headers));
    }

    /** Takes the request and says nothing. */
    void isSilent() {
        replies((exchange, body) -> hold());
    }

    /** Begins to answer, and then says nothing more. */
    void stallsInTheBody() {
        replies((exchange, body) -> {
            begin(exchange);
            hold();
        });
    }

    /** Begins to answer, and hangs up. */
    void hangsUpInTheBody() {
        replies((exchange, body) -> {
            begin(exchange);
            throw new IOException("cut");
        });
    }

    /** Answers without end. */
    void neverEnds() {
        replies((exchange, body) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[64 * 1024];
            while (end.getCount() > 0) {
                exchange.getResponseBody().write(block);
            }
        });
    }

    public static void send(HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** As OpenAI sends it. */
    public static String completion(String content, String finish) {
        return """
                {"id":"chatcmpl-9","object":"chat.completion","created":1767225600,"model":"gpt-4.1-mini-2025-04-14",
                 "choices":[{"index":0,"message":{"role":"assistant","content":%s,"refusal":null,"annotations":[]},
                 "logprobs":null,"finish_reason":"%s"}],
                 "usage":{"prompt_tokens":812,"completion_tokens":95,"total_tokens":907,
                 "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},
                 "completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,
                 "accepted_prediction_tokens":0,"rejected_prediction_tokens":0}},
                 "service_tier":"default","system_fingerprint":"fp_1"}""".formatted(content, finish);
    }

    public static String error(String message, String type, String code) {
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":\"" + code
                + "\"}}";
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    private void hold() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
