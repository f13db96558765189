package com.blossomer.gtm.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.platform.ServiceApplication;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP, without Kafka. */
class ProblemsTest {

    private static final String KEY = "the-right-key";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static ApplicationContext context;
    private static URI server;

    @BeforeAll
    static void start() {
        context = ServiceApplication.builder(
                        "test",
                        ProblemsTest.class,
                        Map.of(
                                "micronaut.server.port",
                                -1,
                                "micronaut.server.max-request-size",
                                "10KB",
                                "blossomer.components.enabled",
                                false,
                                "blossomer.kafka.bootstrap-servers",
                                "127.0.0.1:1",
                                "blossomer.kafka.schema-registry-url",
                                "http://127.0.0.1:1",
                                "blossomer.api-key",
                                KEY))
                .start();
        server = context.getBean(EmbeddedServer.class).start().getURI();
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    @Test
    void an_unknown_route_is_told_where_the_routes_are() throws Exception {
        JsonNode problem = problem(404, get("/nowhere"));
        assertThat(problem.get("type").asText()).isEqualTo("/problems/not-found");
        assertThat(problem.get("detail").asText()).contains("GET /nowhere").contains("/openapi");
    }

    @Test
    void a_wrong_method_is_told_the_right_one() throws Exception {
        assertThat(problem(405, get("/trouble/orders")).get("detail").asText()).contains("POST");
    }

    @Test
    void a_wrong_content_type_is_told_the_right_one() throws Exception {
        assertThat(problem(415, post("/trouble/orders", "a=b", "application/x-www-form-urlencoded"))
                        .get("detail")
                        .asText())
                .contains("x-www-form-urlencoded")
                .contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\":", "{\"name\": \"x\", \"count\": \"many\"}", "[1]", "nonsense", ""})
    void bad_json_is_refused_without_the_names_of_our_classes(String body) throws Exception {
        JsonNode problem = problem(400, post("/trouble/orders", body, "application/json"));
        assertThat(problem.toString())
                .doesNotContain("com.")
                .doesNotContain("Order")
                .doesNotContain("java");
    }

    @Test
    void a_body_that_is_too_large_is_413() throws Exception {
        String large = "{\"name\": \"" + "x".repeat(50_000) + "\", \"count\": 1}";
        assertThat(problem(413, post("/trouble/orders", large, "application/json"))
                        .get("detail")
                        .asText())
                .contains("larger");
    }

    @Test
    void a_bug_shows_a_trace_id_and_nothing_of_the_inside() throws Exception {
        JsonNode problem = problem(500, get("/trouble/bug"));
        assertThat(problem.get("trace_id").asText()).matches("[0-9a-f]{32}");
        assertThat(problem.toString()).doesNotContain("secret").doesNotContain("IllegalState");
    }

    @Test
    void the_callers_own_trace_id_is_kept() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        HttpRequest request = request("/trouble/bug")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .build();
        assertThat(problem(500, send(request)).get("trace_id").asText()).isEqualTo(trace);
    }

    @Test
    void kafka_out_of_reach_is_503_and_says_when_to_try_again() throws Exception {
        HttpResponse<String> response = get("/trouble/kafka");
        assertThat(problem(503, response).get("type").asText()).isEqualTo("/problems/kafka-unavailable");
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void our_own_problems_carry_their_members() throws Exception {
        JsonNode problem = problem(422, get("/trouble/problem"));
        assertThat(problem.get("campaign_id").asText()).isEqualTo("cmp_1");
        assertThat(problem.get("detail").asText()).isEqualTo("It answers 404.");
        assertThat(problem.has("members")).isFalse();
    }

    @Test
    void who_has_the_key_comes_in_under_either_header() throws Exception {
        assertThat(get("/trouble/tenant").body()).isEqualTo("default");
        HttpRequest bearer = HttpRequest.newBuilder(server.resolve("/trouble/tenant"))
                .header("Authorization", "bearer " + KEY)
                .build();
        assertThat(send(bearer).body()).isEqualTo("default");
    }

    @Test
    void who_has_no_key_or_another_is_told_how_to_send_the_right_one() throws Exception {
        HttpRequest none =
                HttpRequest.newBuilder(server.resolve("/trouble/tenant")).build();
        assertThat(problem(401, send(none)).get("detail").asText()).contains("Authorization: Bearer");
        for (String wrong : new String[] {"the-right-kez", "the-right-key-and-more", "x"}) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/trouble/tenant"))
                    .header("X-API-Key", wrong)
                    .build();
            assertThat(problem(401, send(request)).get("detail").asText()).contains("not this server's");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/healthy", "/docsecret", "/trouble/../trouble/tenant"})
    void nothing_but_the_open_routes_is_open(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve(path)).build();
        problem(401, send(request));
    }

    @Test
    void liveness_and_metrics_are_open_and_readiness_names_what_is_down() throws Exception {
        assertThat(open("/health/liveness").statusCode()).isEqualTo(200);
        HttpResponse<String> metrics = open("/prometheus");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("jvm_memory_used_bytes");
        HttpResponse<String> readiness = open("/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        JsonNode details = JSON.readTree(readiness.body()).get("details");
        assertThat(details.at("/kafka/status").asText()).isEqualTo("DOWN");
        assertThat(details.at("/schema-registry/status").asText()).isEqualTo("DOWN");
        assertThat(details.at("/components/status").asText()).isEqualTo("UP");
    }

    private static HttpResponse<String> open(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(server.resolve(path)).build());
    }

    private static JsonNode problem(int status, HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(Problem.MEDIA_TYPE);
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
        return problem;
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).build());
    }

    private static HttpResponse<String> post(String path, String body, String type)
            throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).header("X-API-Key", KEY);
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
