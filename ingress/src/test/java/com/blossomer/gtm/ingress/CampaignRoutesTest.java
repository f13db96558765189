package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes over a real broker, with a stand-in for the pipeline behind it. */
class CampaignRoutesTest {

    private static RunningIngress ingress;
    private static FakePipeline pipeline;

    @BeforeAll
    static void start() {
        ingress = RunningIngress.onKafka();
        pipeline = new FakePipeline(ingress.kafka());
    }

    @AfterAll
    static void stop() {
        pipeline.close();
        ingress.close();
    }

    @Test
    void an_asset_that_is_ready_within_the_wait_is_the_answer() {
        HttpResponse<String> response = ingress.send(ingress.post("/campaigns/icp", """
                {"website_url": "ready.example.com"}"""));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "Content-Type")).startsWith("application/json");
        assertThat(response.body()).isEqualTo("{\"made\":\"icp\"}");
        String id = header(response, "Blossomer-Campaign-Id");
        assertThat(id).matches("cmp_[0-9a-z]{26}");
        assertThat(header(response, "Content-Location")).isEqualTo("/campaigns/" + id + "/assets/icp");
        assertThat(response.headers().firstValue("Preference-Applied")).isEmpty();
    }

    @Test
    void every_asset_of_the_catalogue_has_its_route_and_so_has_one_of_the_test_resources() {
        for (String asset : List.of("overview", "positioning", "valueprops", "usecasefit", "email", "pitch")) {
            HttpResponse<String> response = ingress.send(
                    ingress.post("/campaigns/" + asset, "{\"website_url\": \"" + asset + ".example.com\"}"));

            assertThat(response.statusCode()).as(asset).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"made\":\"" + asset + "\"}");
        }
    }

    @Test
    void the_command_says_exactly_what_was_asked() {
        Instant before = Instant.now().minusMillis(1);
        HttpResponse<String> response = ingress.send(ingress.post("/campaigns/icp", """
                        {"website_url": "https://www.Command.example.com/Product/?utm_source=ad#top",
                         "user_inputted_context": "We sell to hospitals",
                         "llm_inferred_context": {"pitch": {"pitch": "We mend bikes", "listener": {"role": "CEO"}}},
                         "max_age": 3600}""")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        assertThat(response.statusCode()).isEqualTo(200);
        String site = "command.example.com/product";
        CampaignCommand command = pipeline.commands(site).getFirst();
        assertThat(command.getTenant()).isEqualTo("default");
        assertThat(command.getCampaignId()).isEqualTo(header(response, "Blossomer-Campaign-Id"));
        assertThat(command.getRun()).isEqualTo(1);
        assertThat(command.getSite()).isEqualTo(site);
        assertThat(command.getOccurredAt()).isBetween(before, Instant.now());
        assertThat(command.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(command.getBody())
                .isEqualTo(StartRun.newBuilder()
                        .setWebsiteUrl("https://www.Command.example.com/Product/?utm_source=ad#top")
                        .setAssets(List.of("icp"))
                        .setLane(Lane.INTERACTIVE)
                        .setBatchId(null)
                        .setUserContext("We sell to hospitals")
                        .setGivenAssets(
                                Map.of("pitch", "{\"pitch\":\"We mend bikes\",\"listener\":{\"role\":\"CEO\"}}"))
                        .setMaxAgeSeconds(3600L)
                        .setPromptVersions(Map.of("overview", "1", "icp", "1"))
                        .build());
        assertThat(pipeline.records(site)).singleElement().satisfies(record -> {
            assertThat(record.headers().toArray()).extracting(Header::key).contains("ce_id", "ce_type", "traceparent");
            assertThat(new String(
                            record.headers().lastHeader("ce_subject").value(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(command.getCampaignId());
        });
    }

    @Test
    void a_request_without_a_trace_starts_one() {
        ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"untraced.example.com\"}"));

        assertThat(pipeline.commands("untraced.example.com").getFirst().getTraceId())
                .matches("[0-9a-f]{32}");
    }

    @Test
    void a_run_that_takes_longer_than_the_wait_is_answered_with_where_to_ask() {
        long begin = System.nanoTime();
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"silent.example.com\"}")
                        .header("Prefer", "wait=1"));

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(990), Duration.ofSeconds(10));
        assertThat(response.statusCode()).isEqualTo(202);
        String id = header(response, "Blossomer-Campaign-Id");
        assertThat(header(response, "Location")).isEqualTo("/campaigns/" + id);
        assertThat(header(response, "Preference-Applied")).isEqualTo("wait=1");
        assertThat(json(response).toString())
                .isEqualTo(json("{\"campaign_id\":\"" + id
                                + "\",\"status\":\"pending\",\"website_url\":\"silent.example.com\"}")
                        .toString());
    }

    @Test
    void who_prefers_not_to_wait_is_answered_as_soon_as_the_command_is_stored() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"silent-async.example.com\"}")
                        .header("Prefer", "respond-async"));

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(header(response, "Preference-Applied")).isEqualTo("respond-async");
        await().untilAsserted(() ->
                assertThat(pipeline.commands("silent-async.example.com")).hasSize(1));
    }

    @Test
    void a_site_that_gives_nothing_is_the_callers_problem() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns/email", "{\"website_url\": \"thin.example.com\"}"));

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.path("type").asText()).isEqualTo("/problems/insufficient-content");
        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("detail").asText()).isEqualTo("Because of insufficient_content");
        assertThat(problem.path("campaign_id").asText()).isEqualTo(header(response, "Blossomer-Campaign-Id"));
        assertThat(problem.path("stage").asText()).isEqualTo("content");
        assertThat(problem.path("reason").asText()).isEqualTo("insufficient_content");
        assertThat(header(response, "Location"))
                .isEqualTo("/campaigns/" + problem.path("campaign_id").asText());
    }

    @Test
    void a_model_that_gives_nothing_is_a_bad_gateway() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"refused.example.com\"}"));

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(json(response).path("stage").asText()).isEqualTo("icp");
        assertThat(json(response).path("reason").asText()).isEqualTo("model_refused");
    }

    @Test
    void the_whole_package_is_not_waited_for() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns", "{\"website_url\": \"silent-package.example.com\"}"));

        assertThat(response.statusCode()).isEqualTo(202);
        await().untilAsserted(() -> assertThat(pipeline.commands("silent-package.example.com"))
                .singleElement()
                .satisfies(command -> assertThat(((StartRun) command.getBody()).getAssets())
                        .contains("overview", "icp", "positioning", "valueprops", "usecasefit", "email", "pitch")));
    }

    @Test
    void a_package_that_is_waited_for_comes_whole_with_its_provenance() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns", """
                        {"website_url": "https://Whole.example.com", "assets": ["overview", "icp"]}""").header("Prefer", "wait=30"));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode campaign = json(response);
        String id = header(response, "Blossomer-Campaign-Id");
        assertThat(header(response, "Content-Location")).isEqualTo("/campaigns/" + id);
        assertThat(campaign.path("campaign_id").asText()).isEqualTo(id);
        assertThat(campaign.path("website_url").asText()).isEqualTo("https://Whole.example.com");
        assertThat(campaign.path("site").asText()).isEqualTo("whole.example.com");
        assertThat(campaign.path("run").asInt()).isEqualTo(1);
        assertThat(campaign.path("status").asText()).isEqualTo("completed");
        assertThat(campaign.path("finished_at").asText()).isEqualTo("2023-11-14T22:13:21Z");
        assertThat(campaign.path("failure").isNull()).isTrue();
        assertThat(campaign.path("stages").toString())
                .isEqualTo("[{\"stage\":\"content\",\"status\":\"completed\"},"
                        + "{\"stage\":\"overview\",\"status\":\"completed\"},"
                        + "{\"stage\":\"icp\",\"status\":\"completed\"}]");
        assertThat(campaign.path("assets").toString())
                .isEqualTo("{\"overview\":{\"made\":\"overview\"},\"icp\":{\"made\":\"icp\"}}");
        JsonNode provenance = campaign.at("/provenance/icp");
        assertThat(provenance.path("source").asText()).isEqualTo("model");
        assertThat(provenance.path("model").asText()).isEqualTo("stub-1");
        assertThat(provenance.path("input_tokens").asLong()).isEqualTo(10);
        assertThat(provenance.path("cost_usd").decimalValue()).isEqualByComparingTo("0.0015");
        assertThat(provenance.path("cache_hit").asBoolean(true)).isFalse();
    }

    @Test
    void a_package_of_which_a_part_failed_is_still_an_answer() {
        HttpResponse<String> response =
                ingress.send(ingress.post("/campaigns", """
                        {"website_url": "partial.example.com", "assets": ["overview", "icp"]}""").header("Prefer", "wait=30"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("status").asText()).isEqualTo("partial");
        assertThat(json(response).at("/assets/overview/made").asText()).isEqualTo("overview");
        assertThat(json(response).at("/failure/stage").asText()).isEqualTo("icp");
    }

    @Test
    void a_repeated_request_is_the_same_campaign() {
        HttpResponse<String> first = keyed("repeat-1", "respond-async");
        HttpResponse<String> second = keyed("repeat-1", "respond-async");
        HttpResponse<String> other = keyed("repeat-2", "respond-async");

        assertThat(header(second, "Location")).isEqualTo(header(first, "Location"));
        assertThat(header(other, "Location")).isNotEqualTo(header(first, "Location"));
    }

    @Test
    void a_repeated_request_that_was_answered_is_answered_again_at_once() {
        HttpResponse<String> first = keyed("over-1", "wait=30");
        HttpResponse<String> second = keyed("over-1", "wait=30");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(second, "Blossomer-Campaign-Id")).isEqualTo(header(first, "Blossomer-Campaign-Id"));
    }

    @Test
    void another_instance_that_cannot_know_the_answer_tells_where_to_ask() {
        HttpResponse<String> first = keyed("over-2", "wait=30");
        try (RunningIngress other = RunningIngress.onKafka()) {
            HttpResponse<String> second =
                    other.send(other.post("/campaigns/icp", "{\"website_url\": \"keyed.example.com\"}")
                            .header("Idempotency-Key", "over-2")
                            .header("Prefer", "wait=1"));

            assertThat(second.statusCode()).isEqualTo(202);
            assertThat(header(second, "Location")).isEqualTo("/campaigns/" + header(first, "Blossomer-Campaign-Id"));
        }
    }

    @Test
    void a_key_that_comes_back_with_another_request_is_refused() {
        keyed("twice", "respond-async");
        HttpResponse<String> second =
                ingress.send(ingress.post("/campaigns/email", """
                        {"website_url": "keyed.example.com"}""").header("Idempotency-Key", "twice"));

        assertThat(second.statusCode()).isEqualTo(422);
        assertThat(json(second).path("type").asText()).isEqualTo("/problems/idempotency-key-reused");
    }

    @Test
    void five_hundred_callers_wait_at_once_and_each_gets_its_own_answer() {
        List<CompletableFuture<HttpResponse<String>>> waiting = IntStream.range(0, 500)
                .mapToObj(i -> ingress.sendAsync(
                        ingress.post("/campaigns/icp", "{\"website_url\": \"silent-" + i + ".many.example.com\"}")
                                .header("Prefer", "wait=5")))
                .toList();
        List<CompletableFuture<HttpResponse<String>>> served = IntStream.range(0, 500)
                .mapToObj(i -> ingress.sendAsync(
                        ingress.post("/campaigns/icp", "{\"website_url\": \"m" + i + ".many.example.com\"}")
                                .header("Prefer", "wait=60")))
                .toList();

        assertThat(served.stream().map(CompletableFuture::join)).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"made\":\"icp\"}");
        });
        assertThat(served.stream().map(response -> header(response.join(), "Blossomer-Campaign-Id")))
                .doesNotHaveDuplicates();
        assertThat(waiting.stream().map(response -> response.join().statusCode()))
                .containsOnly(202);
    }

    private static HttpResponse<String> keyed(String key, String preference) {
        return ingress.send(ingress.post("/campaigns/icp", "{\"website_url\": \"keyed.example.com\"}")
                .header("Idempotency-Key", key)
                .header("Prefer", preference));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("(no " + name + ")");
    }

    private static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
