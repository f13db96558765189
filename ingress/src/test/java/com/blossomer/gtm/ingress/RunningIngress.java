package com.blossomer.gtm.ingress;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.platform.ServiceApplication;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The service on a free port, and a client that knows its key. */
final class RunningIngress implements AutoCloseable {

    static final String KEY = "test-key";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ApplicationContext context;
    private final URI address;

    private RunningIngress(Map<String, Object> properties) {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.put("micronaut.server.port", -1);
        all.put("blossomer.api-key", KEY);
        this.context =
                ServiceApplication.builder("ingress", IngressMain.class, all).start();
        this.address = context.getBean(EmbeddedServer.class).start().getURI();
    }

    /** On the embedded Kafka that all tests share. */
    static RunningIngress onKafka() {
        EmbeddedBackends backends = EmbeddedBackends.shared();
        return new RunningIngress(Map.of(
                "blossomer.kafka.bootstrap-servers", backends.bootstrapServers(),
                "blossomer.kafka.schema-registry-url", backends.registryUrl()));
    }

    /** Where no Kafka is. */
    static RunningIngress withoutKafka() {
        return new RunningIngress(Map.of(
                "blossomer.components.enabled", false,
                "blossomer.kafka.bootstrap-servers", "127.0.0.1:1",
                "blossomer.kafka.schema-registry-url", "http://127.0.0.1:1",
                "blossomer.ingress.produce-timeout", "500ms"));
    }

    ApplicationContext context() {
        return context;
    }

    KafkaClients kafka() {
        return context.getBean(KafkaClients.class);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).header("X-API-Key", KEY);
    }

    HttpRequest.Builder post(String path, String json) {
        return to(path).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
    }

    /** A request that carries no key. */
    HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(address.resolve(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return sendAsync(request).join();
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }
}
