package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A list of companies from somebody's CRM, as it really is, from upload to export. */
@Timeout(180)
class BatchTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SITES = 60;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_batch_is_sampled_previewed_paused_resumed_finished_and_exported(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(5)));
                Standalone system = Standalone.start(settings(data, stub))) {
            String csv = csv(stub);
            JsonNode dry = json(post(system, "/batches?assets=email&dry_run=true", csv), 200);
            assertThat(dry.path("accepted").asInt()).isEqualTo(SITES);
            JsonNode sent = json(post(system, "/batches?assets=email&sample=5&budget_usd=50", csv), 202);
            assertThat(sent.path("accepted").asInt()).isEqualTo(SITES);
            assertThat(sent.path("duplicates_count").asInt()).isEqualTo(1);
            assertThat(sent.path("rejected_count").asInt()).isEqualTo(2);
            String batch = "/batches/" + sent.path("batch_id").asText();

            await().atMost(PATIENCE).until(() -> {
                JsonNode view = get(system, batch);
                return view.path("status").asText().equals("waiting")
                        && view.at("/counts/completed").asInt() == 5;
            });
            JsonNode sampled = get(system, batch);
            assertThat(sampled.at("/counts/waiting").asInt()).isEqualTo(SITES - 5);
            assertThat(sampled.at("/stages/email/completed").asInt()).isEqualTo(5);
            assertThat(sampled.at("/rejected/0/line").asInt()).isEqualTo(3);
            assertThat(sampled.at("/budget/limit_usd").asInt()).isEqualTo(50);
            JsonNode preview = get(system, batch + "/preview");
            assertThat(preview.path("based_on").asText()).isEqualTo("batch");
            assertThat(preview.path("remaining").asInt()).isEqualTo(SITES - 5);
            assertThat(preview.path("cache_hits").asInt()).isZero();
            assertThat(preview.at("/cost_usd/low").asDouble())
                    .isPositive()
                    .isLessThanOrEqualTo(preview.at("/cost_usd/high").asDouble());

            assertThat(json(post(system, batch + "/go", ""), 202).path("status").asText())
                    .isEqualTo("running");
            assertThat(json(post(system, batch + "/pause", ""), 202)
                            .path("status")
                            .asText())
                    .isEqualTo("paused");
            await().atMost(PATIENCE).until(() -> {
                JsonNode view = get(system, batch);
                return view.path("dispatched").asInt() == view.path("ended").asInt();
            });
            int paused = get(system, batch).path("dispatched").asInt();
            assertThat(paused).isLessThan(SITES);
            json(post(system, batch + "/resume", ""), 202);

            String events = send(system, batch + "/events").body();
            assertThat(events).contains("event: finished");
            JsonNode done = get(system, batch);
            assertThat(done.path("status").asText()).isEqualTo("completed");
            assertThat(done.at("/counts/completed").asInt()).isEqualTo(SITES);
            assertThat(done.path("cost_usd").asDouble()).isPositive();
            assertThat(json(post(system, batch + "/cancel", ""), 409)
                            .path("type")
                            .asText())
                    .isEqualTo("/problems/batch-ended");
            exported(system, batch);
            assertThat(new Outside(stub).repeated())
                    .as("nothing was paid for twice")
                    .isZero();
            assertThat(get(system, "/batches").at("/batches/0/status").asText()).isEqualTo("completed");
            assertThat(send(system, "/batches/bat_nobody").statusCode()).isEqualTo(404);

            cancelled(system, stub);
        }
    }

    private void exported(Standalone system, String batch) throws IOException, InterruptedException {
        List<String> lines = send(system, batch + "/export").body().lines().toList();
        assertThat(lines).hasSize(SITES);
        JsonNode first = JSON.readTree(lines.getFirst());
        assertThat(first.at("/columns/crm_id").asText()).startsWith("crm-");
        assertThat(first.at("/assets/email/full_email_body").asText()).isNotEmpty();
        assertThat(send(
                                system,
                                batch + "/export?cursor="
                                        + JSON.readTree(lines.get(SITES - 11))
                                                .path("campaign_id")
                                                .asText())
                        .body()
                        .lines())
                .containsExactlyElementsOf(lines.subList(SITES - 10, SITES));
        String flat = send(system, batch + "/export?format=csv").body();
        assertThat(flat).startsWith("crm_id,Email,campaign_id,website_url,site,status,");
        String smartlead =
                send(system, batch + "/export?format=csv&preset=smartlead").body();
        assertThat(smartlead).startsWith("crm_id,Email,first_name,").contains("ann@");
        assertThat(send(system, batch + "/export?preset=hubspot").statusCode()).isEqualTo(400);
    }

    private void cancelled(Standalone system, StubServer stub) throws IOException, InterruptedException {
        String batch = waiting(system, stub, "/batches?assets=email&sample=0");
        JsonNode preview = get(system, batch + "/preview");
        assertThat(preview.path("based_on").asText()).isEqualTo("history");
        assertThat(preview.path("economy").asInt()).isZero();
        String patient = waiting(system, stub, "/batches?assets=email&sample=0&economy=true");
        JsonNode economy = get(system, patient + "/preview");
        assertThat(economy.path("economy").asInt()).isEqualTo(30);
        assertThat(economy.at("/cost_usd/low").asDouble())
                .isCloseTo(preview.at("/cost_usd/low").asDouble() / 2, within(1e-5));
        assertThat(economy.at("/cost_usd/high")).isEqualTo(preview.at("/cost_usd/high"));

        json(post(system, batch + "/cancel", ""), 202);
        await().atMost(PATIENCE)
                .until(() -> get(system, batch).path("status").asText().equals("cancelled"));
        assertThat(get(system, batch).path("dispatched").asInt()).isZero();
        assertThat(get(system, batch + "/campaigns").path("campaigns")).isEmpty();
    }

    /** Thirty new sites, none of which is started. */
    private String waiting(Standalone system, StubServer stub, String route) throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder();
        for (int i = 200; i < 230; i++) {
            rows.append('"').append(stub.site(i)).append("\"\n");
        }
        String sent = http.send(
                        request(system, route)
                                .header("Content-Type", "application/x-ndjson")
                                .POST(BodyPublishers.ofString(rows.toString()))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        String batch = "/batches/" + JSON.readTree(sent).path("batch_id").asText();
        assertThat(get(system, batch).path("status").asText()).isEqualTo("waiting");
        return batch;
    }

    /** Rows 3 and 5 cannot be used, the last row names the first one's site. */
    private static String csv(StubServer stub) {
        StringBuilder csv = new StringBuilder("\uFEFFcrm_id;website_url;Email\r\n");
        csv.append("crm-1;").append(stub.site(1)).append(";ann@1.example\r\n");
        csv.append("crm-x;not a URL;\r\n");
        csv.append("crm-2;").append(stub.site(2)).append(";\r\n");
        csv.append("crm-y;\"").append(stub.site(3)).append(";\r\n");
        for (int i = 3; i <= SITES; i++) {
            csv.append("crm-" + i + ";").append(stub.site(i)).append(";ann@" + i + ".example\r\n");
        }
        return csv.append("crm-z;").append(stub.site(1)).append("/;\r\n").toString();
    }

    private static StandaloneSettings settings(Path data, StubServer stub) {
        return StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.fetch.per-host", "16")
                .with("blossomer.dispatch.window", "8")
                .with("blossomer.roles.search", "false")
                .with("blossomer.llm.prices", "openai/*=2/10/0.5")
                .with("blossomer.openai.api-key", "test")
                .with("blossomer.openai.base-url", stub.openAiBaseUrl());
    }

    private HttpResponse<String> post(Standalone system, String path, String csv)
            throws IOException, InterruptedException {
        return http.send(
                request(system, path)
                        .header("Content-Type", "text/csv")
                        .POST(BodyPublishers.ofString(csv))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(Standalone system, String path) throws IOException, InterruptedException {
        return http.send(request(system, path).build(), BodyHandlers.ofString());
    }

    private JsonNode get(Standalone system, String path) throws IOException, InterruptedException {
        return json(send(system, path), 200);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static HttpRequest.Builder request(Standalone system, String path) {
        return HttpRequest.newBuilder(URI.create(system.url() + path)).header("X-API-Key", system.apiKey());
    }
}
