package com.blossomer.gtm.ingress;

import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One real broker for all tests of this module, and as much of a schema registry as serdes ask of one. */
final class TestBackends {

    private static final JsonMapper JSON = new JsonMapper();

    private final EmbeddedKafka kafka;
    private final HttpServer registry;
    private final List<String> schemas = new ArrayList<>();

    private TestBackends() {
        try {
            kafka = EmbeddedKafka.start(
                    Files.createTempDirectory(Files.createDirectories(Path.of("target")), "kafka"), 0);
            registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        registry.createContext("/", this::answer);
        registry.start();
    }

    private static final class Shared {
        static final TestBackends BACKENDS = new TestBackends();
    }

    static TestBackends shared() {
        return Shared.BACKENDS;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    String registryUrl() {
        return "http://127.0.0.1:" + registry.getAddress().getPort();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        if (exchange.getRequestMethod().equals("POST")) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody());
            String schema = asked.path("schema").asText();
            if (!schemas.contains(schema)) {
                schemas.add(schema);
            }
            answer.put("id", schemas.indexOf(schema) + 1).put("version", 1).put("schema", schema);
        } else {
            String path = exchange.getRequestURI().getPath();
            answer.put("schema", schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) - 1));
        }
        byte[] body = answer.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
