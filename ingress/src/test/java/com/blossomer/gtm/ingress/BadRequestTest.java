package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused is refused before Kafka is asked, so none is needed here. */
class BadRequestTest {

    private static RunningIngress ingress;

    @BeforeAll
    static void start() {
        ingress = RunningIngress.withoutKafka();
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        "not a URL",
                        "{\"website_url\": \"not a URL\"}",
                        "/problems/invalid-request",
                        "\"not a URL\" is not a URL"),
                arguments(
                        "no host",
                        "{\"website_url\": \"acme\"}",
                        "/problems/invalid-request",
                        "has no host name; write it like"),
                arguments(
                        "a scheme",
                        "{\"website_url\": \"ftp://acme.com\"}",
                        "/problems/invalid-request",
                        "only http and https"),
                arguments(
                        "credentials",
                        "{\"website_url\": \"https://me:pw@acme.com\"}",
                        "/problems/invalid-request",
                        "credentials"),
                arguments("an empty URL", "{\"website_url\": \" \"}", "/problems/invalid-request", "is empty"),
                arguments("no URL", "{}", "/problems/invalid-request", "website_url is missing"),
                arguments("null URL", "{\"website_url\": null}", "/problems/invalid-request", "website_url is missing"),
                arguments(
                        "URL of another type", "{\"website_url\": 7}", "/problems/invalid-request", "must be a string"),
                arguments(
                        "an unknown field",
                        "{\"website_url\": \"acme.com\", \"websiteUrl\": \"x\"}",
                        "/problems/invalid-request",
                        "websiteUrl is no field of this request"),
                arguments(
                        "context of the wrong type",
                        "{\"website_url\": \"acme.com\", \"user_inputted_context\": [1]}",
                        "/problems/invalid-context",
                        "user_inputted_context must be a string or an object"),
                arguments(
                        "inferred context of the wrong type",
                        "{\"website_url\": \"acme.com\", \"llm_inferred_context\": \"x\"}",
                        "/problems/invalid-context",
                        "must be an object of asset name"),
                arguments(
                        "context of an unknown asset",
                        "{\"website_url\": \"acme.com\", \"llm_inferred_context\": {\"icpp\": {}}}",
                        "/problems/invalid-context",
                        "llm_inferred_context.icpp is no asset"),
                arguments(
                        "context of the wrong shape",
                        "{\"website_url\": \"acme.com\", \"llm_inferred_context\": {\"pitch\": {\"pitch\": \"Hello\"}}}",
                        "/problems/invalid-context",
                        "required property 'listener' not found"),
                arguments(
                        "too much context",
                        "{\"website_url\": \"acme.com\", \"user_inputted_context\": \"" + "x".repeat(102_401) + "\"}",
                        "/problems/invalid-context",
                        "is 102401 bytes long; at most 102400"),
                arguments(
                        "a negative age",
                        "{\"website_url\": \"acme.com\", \"max_age\": -1}",
                        "/problems/invalid-request",
                        "max_age must be a whole number"),
                arguments("malformed JSON", "{\"website_url\": ", "/problems/malformed-json", "At line 1, column"),
                arguments(
                        "two fields of one name",
                        "{\"website_url\": \"a.com\", \"website_url\": \"b.com\"}",
                        "/problems/malformed-json",
                        "Duplicate field 'website_url'"),
                arguments(
                        "more than one value",
                        "{\"website_url\": \"a.com\"} {}",
                        "/problems/malformed-json",
                        "At line 1"),
                arguments("a list", "[]", "/problems/malformed-json", "The body holds array"),
                arguments("nothing", "", "/problems/malformed-json", "The body holds nothing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void a_bad_body_is_refused_with_what_to_do(String name, String body, String type, String detail) {
        JsonNode problem = problem(ingress.post("/campaigns/icp", body), 400);

        assertThat(problem.path("type").asText()).isEqualTo(type);
        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void each_thing_that_is_wrong_is_listed_with_its_place() {
        JsonNode problem = problem(ingress.post("/campaigns", "{\"assets\": [\"ufo\"], \"lane\": \"fast\"}"), 400);

        assertThat(problem.path("errors"))
                .extracting(error -> error.path("pointer").asText())
                .containsExactly("#/assets", "#/lane", "#/website_url");
    }

    @Test
    void an_unknown_asset_is_not_found_and_the_known_ones_are_named() {
        JsonNode problem = problem(ingress.post("/campaigns/newsletter", "{\"website_url\": \"acme.com\"}"), 404);

        assertThat(problem.path("type").asText()).isEqualTo("/problems/unknown-asset");
        assertThat(problem.path("detail").asText()).contains("\"newsletter\"", "overview, icp", "email");
        assertThat(problem.path("assets").toString()).contains("\"positioning\"", "\"pitch\"");
    }

    @Test
    void a_body_that_is_too_large_is_refused() {
        problem(
                ingress.post(
                        "/campaigns/icp", "{\"website_url\": \"acme.com\", \"x\": \"" + "x".repeat(1 << 20) + "\"}"),
                413);
    }

    @Test
    void another_content_type_is_refused() {
        JsonNode problem = problem(
                ingress.to("/campaigns/icp")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("website_url=acme.com")),
                415);

        assertThat(problem.path("detail").asText()).contains("application/json");
    }

    @Test
    void without_the_key_nothing_is_done() {
        JsonNode problem = problem(
                ingress.open("/campaigns/icp")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"website_url\": \"acme.com\"}")),
                401);

        assertThat(problem.path("detail").asText()).contains("Authorization: Bearer");
    }

    @Test
    void an_idempotency_key_that_is_too_long_is_refused() {
        JsonNode problem = problem(
                ingress.post("/campaigns/icp", "{\"website_url\": \"acme.com\"}")
                        .header("Idempotency-Key", "k".repeat(256)),
                400);

        assertThat(problem.path("type").asText()).isEqualTo("/problems/invalid-idempotency-key");
    }

    @Test
    void while_kafka_is_away_the_caller_is_told_to_come_again() {
        HttpResponse<String> response = ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"acme.com\"}"));

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(json(response.body()).path("type").asText()).isEqualTo("/problems/kafka-unavailable");
        assertThat(json(response.body()).path("detail").asText()).contains("Idempotency-Key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | limit_usd is missing; write US dollars, such as 25.00",
                "{\"limit_usd\": null} | limit_usd is missing",
                "{\"limit_usd\": \"25\"} | limit_usd must be US dollars",
                "{\"limit_usd\": -1} | limit_usd must be US dollars",
                "{\"limit_usd\": 1e99} | limit_usd must be US dollars",
                "{\"limit_usd\": 0.0000000001} | with at most nine decimals",
                "{\"limit_usd\": 5, \"currency\": \"EUR\"} | currency is no field of a budget",
            })
    void a_budget_that_is_no_amount_is_refused(String body, String detail) {
        JsonNode problem = problem(
                ingress.to("/budgets/tenant")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(body)),
                400);

        assertThat(problem.path("detail").asText()).contains(detail);
    }

    @Test
    void a_batch_with_a_budget_that_is_no_amount_is_refused() {
        JsonNode problem = problem(
                ingress.to("/batches?budget_usd=much")
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString("website_url\nacme.com\n")),
                400);

        assertThat(problem.path("detail").asText()).contains("budget_usd must be US dollars");
    }

    private static JsonNode problem(HttpRequest.Builder request, int status) {
        HttpResponse<String> response = ingress.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = json(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem;
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
