package com.blossomer.gtm.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry in this JVM that speaks the REST API of Confluent's, for Avro. Its data are a topic of the broker,
 * in the format of Confluent's own. Only one may run on a broker: it is the topic's single writer.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_BODY = 4 << 20;

    private final HttpServer http;
    private final ExecutorService threads;
    private final SchemaTopic topic;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRegistry(HttpServer http, ExecutorService threads, SchemaTopic topic) {
        this.http = http;
        this.threads = threads;
        this.topic = topic;
    }

    /**
     * Reads its topic (made if it is not there) and returns once it answers.
     *
     * @param port where to listen on loopback; 0 for a free one
     */
    public static EmbeddedRegistry start(String bootstrapServers, int port) {
        RegistryState state = new RegistryState();
        SchemaTopic topic = SchemaTopic.open(bootstrapServers, state::apply);
        RegistryRoutes routes = new RegistryRoutes(new Registry(state, topic::write));
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            http.setExecutor(threads);
            http.createContext("/", exchange -> handle(exchange, routes));
            http.start();
            return new EmbeddedRegistry(http, threads, topic);
        } catch (IOException e) {
            topic.close();
            throw new UncheckedIOException("The schema registry cannot listen on port " + port, e);
        }
    }

    /** What {@code schema.registry.url} is set to. */
    public String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            http.stop(0);
            threads.shutdownNow();
            topic.close();
        }
    }

    private static void handle(HttpExchange exchange, RegistryRoutes routes) throws IOException {
        try (exchange) {
            int status = 200;
            JsonNode answer;
            try {
                byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
                if (body.length > LARGEST_BODY) {
                    throw new RegistryException(413, "The request's body is larger than " + LARGEST_BODY + " bytes");
                }
                answer = routes.answer(RegistryRequest.of(
                        exchange.getRequestMethod(), exchange.getRequestURI(), new String(body, UTF_8)));
            } catch (RegistryException e) {
                status = e.status();
                answer = error(e.code(), String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("The schema registry failed on a request");
                status = 500;
                answer = error(50001, "Error in the schema registry: " + e);
            }
            byte[] bytes = JSON.writeValueAsBytes(answer);
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static JsonNode error(int code, String message) {
        return JSON.createObjectNode().put("error_code", code).put("message", message);
    }
}
