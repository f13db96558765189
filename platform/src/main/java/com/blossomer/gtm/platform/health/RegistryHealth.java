package com.blossomer.gtm.platform.health;

import com.blossomer.gtm.platform.kafka.KafkaSettings;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Whether the first schema registry answers at all; that it wants credentials is an answer. */
@Singleton
@Readiness
final class RegistryHealth extends BackendHealth {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String url;
    private @Nullable HttpClient client;

    RegistryHealth(KafkaSettings settings, @Named(TaskExecutors.BLOCKING) ExecutorService blocking) {
        super("schema-registry", blocking);
        this.url = settings.schemaRegistryUrl().split(",", 2)[0].strip();
    }

    @Override
    Map<String, Object> ask() throws Exception {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/schemas/types"))
                .timeout(PATIENCE)
                .build();
        int status = client().send(request, BodyHandlers.discarding()).statusCode();
        if (status >= 500) {
            throw new IOException("it answers " + status);
        }
        return Map.of("url", url);
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        }
        return client;
    }
}
