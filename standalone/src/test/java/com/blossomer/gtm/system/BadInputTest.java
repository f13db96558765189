package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.blossomer.gtm.topics.Topics;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever callers and the web come up with: a clear answer, and the next good request is served as ever. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class BadInputTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private BadSites sites;
    private Standalone system;
    private ApiClient api;
    private Path data;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        data = directory;
        sites = new BadSites();
        system = Standalone.start(StandaloneSettings.in(directory)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.fetch.page-timeout", "10s")
                .with("blossomer.fetch.site-timeout", "12s"));
        api = new ApiClient(system.url(), system.apiKey());
    }

    @AfterAll
    void stop() {
        api.close();
        system.close();
        sites.close();
        http.close();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            /campaigns/icp     | application/json | {"website_url": "not a url"}                          | 400 | website_url
            /campaigns/icp     | application/json | {"website_url": "ftp://acme.com"}                     | 400 | website_url
            /campaigns/icp     | application/json | {"website_url": 7}                                    | 400 | website_url
            /campaigns/icp     | application/json | {}                                                    | 400 | website_url
            /campaigns/icp     | application/json | {"website_url": "acme.com", "website": "x"}           | 400 | website
            /campaigns/slogan  | application/json | {"website_url": "acme.com"}                           | 404 | POST /campaigns
            /campaigns         | application/json | {"website_url": "acme.com", "assets": ["slogan"]}     | 400 | slogan
            /campaigns/email   | application/json | {"website_url": "acme.com", "llm_inferred_context": 7} | 400 | llm_inferred_context
            /campaigns/email   | application/json | {"website_url": "acme.com", "llm_inferred_context": {"icp": {"name": 7}}} | 400 | llm_inferred_context
            /campaigns/icp     | application/json | {"website_url": "acme.com", "user_inputted_context": []} | 400 | user_inputted_context
            /campaigns/icp     | application/json | {"website_url": "acme.com"                            | 400 | line 1
            /campaigns/icp     | application/json | ["acme.com"]                                          | 400 | Send an object
            /campaigns/icp     | text/plain       | acme.com                                              | 415 | Content-Type: application/json
            /campaigns/icp     | application/json | {"website_url": "http://10.0.0.1@/"}                  | 400 | website_url
            """, delimiter = '|')
    void a_request_that_cannot_be_meant_is_refused_with_what_to_do_and_produces_nothing(
            String path, String type, String body, int status, String says) throws Exception {
        long before = commands();

        HttpResponse<String> answer = post(path, type, body).join();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains(says);
        assertThat(commands()).isEqualTo(before);
    }

    @Test
    void a_site_that_cannot_be_read_ends_with_its_true_reason_and_a_good_one_completes_afterwards() throws Exception {
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put("http://10.0.0.1/", "blocked_address");
        reasons.put("http://169.254.169.254/latest/meta-data/", "blocked_address");
        reasons.put("http://[::1]:8080/", "blocked_address");
        reasons.put("http://[::ffff:10.0.0.1]/", "blocked_address");
        reasons.put(sites.url("missing"), "not_found");
        reasons.put(sites.url("large"), "too_large");
        reasons.put(sites.url("paper.pdf"), "not_html");
        reasons.put(sites.url("hangs"), "timeout");
        reasons.put(sites.url("loop"), "too_many_redirects");
        reasons.put(sites.url("app"), "insufficient_content");
        reasons.put("http://127.0.0.1:1/", "unreachable");
        reasons.put("http://no-such-host.invalid/", "unreachable");
        Map<String, CompletableFuture<HttpResponse<String>>> answers = new LinkedHashMap<>();
        reasons.keySet()
                .forEach(url -> answers.put(
                        url, post("/campaigns/overview", "application/json", "{\"website_url\": \"" + url + "\"}")));

        for (var asked : answers.entrySet()) {
            assertFails(asked.getKey(), asked.getValue().join(), reasons.getOrDefault(asked.getKey(), ""));
        }
        HttpResponse<String> good = post(
                        "/campaigns/overview",
                        "application/json",
                        "{\"website_url\": \"" + sites.url("fernline/") + "\"}")
                .join();
        assertThat(good.statusCode()).as(good.body()).isEqualTo(200);
        assertThat(JSON.readTree(good.body()).path("company_name").asText()).isEqualTo("Fernline");
    }

    /** In the answer of who waited as well as in the campaign. */
    private void assertFails(String url, HttpResponse<String> answer, String reason) throws Exception {
        String told = url + ": " + answer.body();
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(answer.statusCode()).as(told).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(problem.path("reason").asText()).as(told).isEqualTo(reason);
        assertThat(problem.path("stage").asText()).as(told).isEqualTo("content");
        assertThat(problem.path("detail").asText()).as(told).hasSizeGreaterThan(20);
        JsonNode campaign = new Campaigns(api).await(problem.path("campaign_id").asText(), PATIENCE);
        assertThat(campaign.path("status").asText()).isEqualTo("failed");
        assertThat(campaign.path("failure").path("reason").asText()).isEqualTo(reason);
        assertThat(campaign.path("failure").path("detail").asText())
                .isEqualTo(problem.path("detail").asText());
    }

    @Test
    void a_campaign_that_nobody_made_is_not_found() throws Exception {
        Answer answer = api.campaign("cmp_nobody");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.problem()).contains("cmp_nobody", "GET /campaigns");
    }

    private CompletableFuture<HttpResponse<String>> post(String path, String type, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(system.url().resolve(path))
                        .header("Authorization", "Bearer " + system.apiKey())
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private long commands() throws IOException {
        String servers = ServerAddress.running(data).orElseThrow().kafkaBootstrapServers();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.CAMPAIGN_COMMANDS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }
}
