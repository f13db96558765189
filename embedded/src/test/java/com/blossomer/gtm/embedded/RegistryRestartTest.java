package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryRestartTest {

    @TempDir
    Path data;

    @Test
    void ids_versions_and_levels_survive_a_restart_of_everything() throws Exception {
        int first;
        int second;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0)) {
            RestClient client = new RestClient(registry.url());
            first = client.register("a-value", "\"string\"").body().path("id").asInt();
            second = client.register("b-value", "\"long\"").body().path("id").asInt();
            client.call("PUT", "/config/b-value", "{\"compatibility\":\"FULL\"}");
            client.register("c-value", "\"int\"");
            client.call("DELETE", "/subjects/c-value", "");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0)) {
            RestClient client = new RestClient(registry.url());
            assertThat(client.get("/subjects").body()).hasToString("[\"a-value\",\"b-value\"]");
            assertThat(client.register("d-value", "\"string\"")
                            .body()
                            .path("id")
                            .asInt())
                    .isEqualTo(first);
            assertThat(client.get("/schemas/ids/" + second)
                            .body()
                            .path("schema")
                            .asText())
                    .isEqualTo("\"long\"");
            assertThat(client.get("/config/b-value").body()).hasToString("{\"compatibilityLevel\":\"FULL\"}");
            assertThat(client.register("e-value", "\"double\"")
                            .body()
                            .path("id")
                            .asInt())
                    .isGreaterThan(3);
        }
    }
}
