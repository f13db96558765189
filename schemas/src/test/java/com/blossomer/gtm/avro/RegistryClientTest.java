package com.blossomer.gtm.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.avro.StubRegistry.Answer;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryClientTest {

    private static final Schema STRING = Schema.create(Schema.Type.STRING);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error_code\":40101,\"message\":\"Unauthorized\"} | bearer.auth.token",
                "403 | <html>Forbidden</html> | basic.auth.user.info",
                "404 | <html>Not Found</html> | schema.registry.url",
                "404 | {\"error_code\":404,\"message\":\"HTTP 404 Not Found\"} | API's address",
                "405 | '' | 405",
                "302 | '' | 302",
                "408 | slow | 408",
                "429 | {\"error_code\":42901,\"message\":\"quota\"} | quota",
                "500 | {\"error_code\":50001,\"message\":\"store\"} | store",
                "502 | bad gateway | bad gateway",
                "503 | '' | 503",
                "200 | <html>Welcome</html> | not JSON",
                "200 | {\"status\":\"UP\"} | schema.registry.url",
                "200 | '' | schema.registry.url",
            })
    void what_says_nothing_of_the_schema_is_an_outage(int status, String body, String advice) {
        try (StubRegistry stub = StubRegistry.answering(status, body)) {
            RegistryClient client = client(stub, "max.retries", 0);
            assertThatThrownBy(() -> client.byId(7))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .isNotInstanceOf(SerializationException.class)
                    .hasMessageContaining(advice);
            assertThatThrownBy(() -> client.register("s-value", STRING))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error_code\":40401,\"message\":\"Subject not found.\"} | Subject not found.",
                "404 | {\"error_code\":40402,\"message\":\"Version not found.\"} | Version not found.",
                "404 | {\"error_code\":40403,\"message\":\"Schema not found\"} | another registry",
                "409 | {\"error_code\":409,\"message\":\"incompatible\"} | give new fields defaults",
                "422 | {\"error_code\":42201,\"message\":\"Invalid schema\"} | Invalid schema",
            })
    void what_the_registry_says_of_a_schema_is_about_the_record(int status, String body, String advice) {
        try (StubRegistry stub = StubRegistry.answering(status, body)) {
            assertThatThrownBy(() -> client(stub).byId(7))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(advice);
            assertThat(stub.requests).as("asking again would change nothing").hasSize(1);
        }
    }

    @Test
    void a_schema_that_is_no_avro_is_about_the_record() {
        try (StubRegistry protobuf =
                        StubRegistry.answering(200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
                StubRegistry broken = StubRegistry.answering(200, "{\"schema\":\"{not a schema\"}")) {
            assertThatThrownBy(() -> client(protobuf).byId(1))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("PROTOBUF");
            assertThatThrownBy(() -> client(broken).byId(1)).isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void trouble_that_passes_is_waited_out_over_both_addresses() {
        AtomicInteger asked = new AtomicInteger();
        try (StubRegistry ill = StubRegistry.answering(503, "");
                StubRegistry slow = new StubRegistry(request ->
                        asked.incrementAndGet() < 2 ? new Answer(429, "") : new Answer(200, "{\"id\":12}"))) {
            RegistryClient client = client(ill, "schema.registry.url", ill.url() + ", " + slow.url() + "/");
            assertThat(client.register("s-value", STRING)).isEqualTo(12);
            assertThat(ill.requests).hasSize(2);
            assertThat(slow.requests).hasSize(2);
        }
    }

    @Test
    void the_second_address_is_asked_even_without_retries_where_nobody_is_at_the_first() throws Exception {
        try (StubRegistry good = StubRegistry.of(3, STRING)) {
            String nobody = "http://127.0.0.1:" + unused();
            assertThat(client(good, "schema.registry.url", nobody + "," + good.url(), "max.retries", 0)
                            .byId(3))
                    .isEqualTo(STRING);
            assertThatThrownBy(() -> client(good, "schema.registry.url", nobody, "max.retries", 1)
                            .byId(3))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void a_registry_that_does_not_answer_in_time_is_an_outage() {
        try (StubRegistry stub = new StubRegistry(request -> {
            try {
                Thread.sleep(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(200, "{\"id\":1}");
        })) {
            assertThatThrownBy(() -> client(stub, "schema.registry.request.timeout.ms", 100, "max.retries", 0)
                            .register("s-value", STRING))
                    .isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void who_we_are_is_told_by_confluents_settings() {
        try (StubRegistry stub = StubRegistry.of(1, STRING)) {
            client(stub).byId(1);
            client(stub, "basic.auth.user.info", "ann:s3cret").byId(1);
            client(stub, "basic.auth.credentials.source", "USER_INFO", "schema.registry.basic.auth.user.info", "bob:b")
                    .byId(1);
            client(stub, "bearer.auth.token", "t0ken").byId(1);
            assertThat(stub.requests)
                    .extracting(StubRegistry.Request::authorization)
                    .containsExactly(null, "Basic YW5uOnMzY3JldA==", "Basic Ym9iOmI=", "Bearer t0ken");
        }
    }

    @Test
    void subjects_are_escaped_and_normalising_is_asked_for() {
        try (StubRegistry stub = StubRegistry.of(1, STRING)) {
            RegistryClient client = client(stub, "normalize.schemas", true);
            client.register("a b/c-value", STRING);
            client.lookUp("a b/c-value", STRING);
            assertThat(stub.lines())
                    .containsExactly(
                            "POST /subjects/a%20b%2Fc-value/versions?normalize=true",
                            "POST /subjects/a%20b%2Fc-value?normalize=true");
            assertThat(stub.requests.getFirst().body()).isEqualTo("{\"schema\":\"\\\"string\\\"\"}");
        }
    }

    @Test
    void references_are_followed_to_the_end() {
        String city = "{\"type\":\"record\",\"name\":\"x.City\",\"fields\":[{\"name\":\"n\",\"type\":\"string\"}]}";
        String home = "{\"type\":\"record\",\"name\":\"x.Home\",\"fields\":[{\"name\":\"c\",\"type\":\"x.City\"}]}";
        String man = "{\"type\":\"record\",\"name\":\"x.Man\",\"fields\":[{\"name\":\"h\",\"type\":\"x.Home\"},"
                + "{\"name\":\"born\",\"type\":\"x.City\"}]}";
        Map<String, String> answers = Map.of(
                "GET /schemas/ids/9", referring(man, "x.Home", "x.City"),
                "GET /subjects/x.Home/versions/1", referring(home, "x.City"),
                "GET /subjects/x.City/versions/1", referring(city));
        try (StubRegistry stub =
                new StubRegistry(request -> new Answer(200, answers.getOrDefault(request.line(), "{}")))) {
            Schema schema = client(stub).byId(9);
            assertThat(schema.getField("h").schema().getField("c").schema().getFullName())
                    .isEqualTo("x.City");
        }
    }

    private static String referring(String schema, String... subjects) {
        StringBuilder references = new StringBuilder();
        for (String subject : subjects) {
            references
                    .append(references.isEmpty() ? "" : ",")
                    .append("{\"name\":\"%1$s\",\"subject\":\"%1$s\",\"version\":1}".formatted(subject));
        }
        return "{\"id\":1,\"schema\":\"%s\",\"references\":[%s]}".formatted(schema.replace("\"", "\\\""), references);
    }

    private static RegistryClient client(StubRegistry stub, Object... more) {
        return new RegistryClient(SerdeConfig.of(stub.config(more), false));
    }

    private static int unused() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
