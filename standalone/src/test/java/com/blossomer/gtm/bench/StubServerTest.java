package com.blossomer.gtm.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.catalog.PromptInputs;
import com.blossomer.gtm.catalog.RenderedPrompt;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StubServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<StubServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(StubServer::close);
    }

    @Test
    void every_company_has_pages_with_its_own_number_in_them() throws Exception {
        StubServer stub = start(Duration.ZERO, 0);

        HttpResponse<String> home = get(stub.site(7));
        HttpResponse<String> pricing = get(stub.site(7) + "pricing");

        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.body()).contains("000007").doesNotContain("000008");
        assertThat(pricing.body()).contains("000007");
        assertThat(get(stub.url() + "/c/nobody-000001/").statusCode()).isEqualTo(404);
    }

    @Test
    void repeated_prompts_are_counted() throws Exception {
        StubServer stub = start(Duration.ZERO, 0);

        assertThat(ask(stub, 1).statusCode()).isEqualTo(200);
        ask(stub, 1);
        ask(stub, 2);

        assertThat(stub.stats().calls()).isEqualTo(3);
        assertThat(stub.stats().distinctPrompts()).isEqualTo(2);
        assertThat(stub.stats().repeatedCalls()).isEqualTo(1);
        assertThat(stub.stats().callsByAsset()).containsEntry("overview", 3L);
    }

    @Test
    void an_answer_takes_the_latency_it_was_given() throws Exception {
        StubServer stub = start(Duration.ofMillis(150), 0);
        ask(stub, 1);

        long start = System.nanoTime();
        ask(stub, 1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void the_failure_rate_is_the_share_of_calls_that_fail() throws Exception {
        StubServer stub = start(Duration.ZERO, 0.3);
        int failed = 0;
        for (int i = 0; i < 200; i++) {
            failed += ask(stub, 1).statusCode() == 503 ? 1 : 0;
        }
        assertThat(failed).isBetween(40, 80);
        assertThat(stub.stats().failures()).isEqualTo(failed);
    }

    @Test
    void the_answer_names_the_company_that_was_asked_about() throws Exception {
        StubServer stub = start(Duration.ZERO, 0);
        ask(stub, 1 + 6);

        JsonNode answer = JSON.readTree(ask(stub, 1).body());

        String content = answer.at("/choices/0/message/content").asText();
        assertThat(JSON.readTree(content).path("company_name").asText()).isEqualTo("Harbourline000001");
        assertThat(content).doesNotContain("000007", "000000");
        assertThat(answer.at("/usage/total_tokens").asInt()).isPositive();
    }

    @Test
    void answers_of_a_deployment_say_its_name_and_are_charged_under_it() throws Exception {
        StubServer stub = start(Duration.ZERO, 0);

        JsonNode one = JSON.readTree(ask(stub.openAiBaseUrl("one"), stub, 1).body());
        JsonNode other = JSON.readTree(ask(stub.openAiBaseUrl("other"), stub, 1).body());

        assertThat(one.path("model").asText()).isEqualTo("one");
        assertThat(other.path("model").asText()).isEqualTo("other");
        assertThat(stub.chargedDeployments()).isEqualTo(Map.of("one", 1L, "other", 1L));
        assertThat(stub.chargedPrompts()).hasSize(1).containsValue(2L);
    }

    private StubServer start(Duration latency, double failureRate) throws InterruptedException {
        StubServer server = StubServer.start(new StubServer.Behaviour(0, latency, failureRate, false, 1));
        servers.add(server);
        return server;
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> ask(StubServer stub, int company) throws Exception {
        return ask(stub.openAiBaseUrl(), stub, company);
    }

    private HttpResponse<String> ask(String baseUrl, StubServer stub, int company) throws Exception {
        ObjectNode request = JSON.createObjectNode().put("model", "stub");
        var messages = request.putArray("messages");
        AssetType overview = AssetCatalog.load().get("overview");
        RenderedPrompt prompt = overview.prompt()
                .render(new PromptInputs(stub.site(company), content(stub.site(company), company), Map.of(), null));
        messages.addObject().put("role", "system").put("content", prompt.system());
        messages.addObject().put("role", "user").put("content", prompt.user());
        request.putObject("response_format")
                .put("type", "json_schema")
                .putObject("json_schema")
                .put("name", "overview");
        return http.send(
                HttpRequest.newBuilder(URI.create(baseUrl + "/chat/completions"))
                        .POST(BodyPublishers.ofString(request.toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static SiteContent content(String url, int company) {
        String page = new String(new BenchSites().page(BenchSites.path(company)).orElseThrow(), StandardCharsets.UTF_8);
        List<Section> sections = Pattern.compile("<p>([^<]{80,})</p>")
                .matcher(page)
                .results()
                .map(paragraph -> Section.newBuilder()
                        .setHeading("About")
                        .setKind("body")
                        .setText(paragraph.group(1))
                        .setUrl(url)
                        .build())
                .toList();
        return SiteContent.newBuilder()
                .setContentHash("0".repeat(64))
                .setTitle(page.replaceAll("(?s).*<title>(.*?)</title>.*", "$1"))
                .setSections(sections)
                .setPages(List.of())
                .build();
    }
}
