package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Money: what was spent is known to the cent, and no more is spent than was allowed. */
class BudgetTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** US dollars per million tokens: input, output, cached input. */
    private static final String PRICES = "openai/*=2/10/0.5";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void a_batch_spends_its_budget_and_no_more_and_goes_on_when_it_is_raised(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(20)));
                Standalone system = Standalone.start(settings(data, stub));
                ApiClient api = new ApiClient(system.url(), system.apiKey())) {
            Campaigns campaigns = new Campaigns(api);
            campaigns.await(campaigns.submit(stub.site(1)), PATIENCE);
            BigDecimal one = usage(system).path("total").path("cost_usd").decimalValue();
            assertThat(one).isEqualByComparingTo(ledger(stub));
            BigDecimal limit = one.multiply(BigDecimal.valueOf(4));

            String batch = submit(system, stub, 2, 13, limit);
            List<JsonNode> ended = ended(system, api, batch, 12);

            assertThat(ended)
                    .as("some had to stop")
                    .anySatisfy(campaign -> {
                        assertThat(campaign.path("failure").path("reason").asText())
                                .isEqualTo("budget_exhausted");
                        assertThat(campaign.path("failure").path("detail").asText())
                                .contains("Raise it");
                    })
                    .as("and some could be finished")
                    .anySatisfy(campaign ->
                            assertThat(campaign.path("assets").size()).isPositive());
            assertThat(cost(system, batch)).isLessThanOrEqualTo(limit);
            JsonNode budget = budget(system, batch);
            assertThat(budget.path("spent_usd").decimalValue()).isEqualByComparingTo(cost(system, batch));
            assertThat(budget.path("reserved_usd").decimalValue()).isEqualByComparingTo(BigDecimal.ZERO);

            put(system, "/budgets/batches/" + batch, limit.multiply(BigDecimal.TEN));
            for (JsonNode campaign : ended) {
                if (!campaign.path("status").asText().equals("completed")) {
                    assertThat(post(
                                            system,
                                            "/campaigns/"
                                                    + campaign.path("campaign_id")
                                                            .asText() + "/resume")
                                    .statusCode())
                            .isEqualTo(202);
                }
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(campaigns(system, api, batch))
                            .hasSize(12)
                            .allSatisfy(campaign -> {
                                assertThat(campaign.path("status").asText())
                                        .as(campaign.toString())
                                        .isEqualTo("completed");
                                assertThat(campaign.path("failure").isNull()).isTrue();
                            }));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    usage(system).path("total").path("cost_usd").decimalValue())
                            .isEqualByComparingTo(ledger(stub)));
            assertThat(new Outside(stub).repeated())
                    .as("nothing was paid for twice")
                    .isZero();
        }
    }

    @Test
    void a_tenants_budget_holds_for_every_request_and_says_what_to_do(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(20)));
                Standalone system = Standalone.start(settings(data, stub))) {
            assertThat(put(system, "/budgets/tenant", new BigDecimal("0.001")).statusCode())
                    .isEqualTo(200);

            HttpResponse<String> refused = http.send(
                    request(system, "/campaigns/icp")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"website_url\":\"" + stub.site(1) + "\"}"))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
            assertThat(JSON.readTree(refused.body()).path("detail").asText())
                    .startsWith("The budget of tenant is spent: 0.0000 of 0.0010 US dollars");
            assertThat(new Outside(stub).calls()).isZero();

            HttpResponse<String> gone =
                    http.send(request(system, "/budgets/tenant").DELETE().build(), BodyHandlers.ofString());
            assertThat(gone.statusCode()).isEqualTo(200);
            try (ApiClient api = new ApiClient(system.url(), system.apiKey())) {
                Campaigns campaigns = new Campaigns(api);
                assertThat(campaigns
                                .await(campaigns.submit(stub.site(1), "icp"), PATIENCE)
                                .path("status")
                                .asText())
                        .isEqualTo("completed");
            }
        }
    }

    private String submit(Standalone system, StubServer stub, int first, int last, BigDecimal budget)
            throws IOException, InterruptedException {
        String rows = IntStream.rangeClosed(first, last)
                .mapToObj(number -> "\"" + stub.site(number) + "\"\n")
                .reduce("", String::concat);
        HttpResponse<String> accepted = http.send(
                request(system, "/batches?budget_usd=" + budget.toPlainString())
                        .header("Content-Type", "application/x-ndjson")
                        .POST(HttpRequest.BodyPublishers.ofString(rows))
                        .build(),
                BodyHandlers.ofString());
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return JSON.readTree(accepted.body()).path("batch_id").asText();
    }

    private List<JsonNode> ended(Standalone system, ApiClient api, String batch, int size) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(campaigns(system, api, batch))
                        .hasSize(size)
                        .noneMatch(campaign -> campaign.path("finished_at").isNull()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                budget(system, batch).path("reserved_usd").decimalValue())
                        .isEqualByComparingTo(BigDecimal.ZERO));
        try {
            return campaigns(system, api, batch);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole campaigns; lists show no assets. */
    private List<JsonNode> campaigns(Standalone system, ApiClient api, String batch)
            throws IOException, InterruptedException {
        List<JsonNode> campaigns = new ArrayList<>();
        for (JsonNode one : get(system, "/campaigns?limit=100&batch=" + batch).path("campaigns")) {
            campaigns.add(api.campaign(one.path("campaign_id").asText()).body());
        }
        return campaigns;
    }

    private BigDecimal cost(Standalone system, String batch) throws IOException, InterruptedException {
        return get(system, "/usage?group_by=stage&batch=" + batch)
                .path("total")
                .path("cost_usd")
                .decimalValue();
    }

    private JsonNode usage(Standalone system) throws IOException, InterruptedException {
        return get(system, "/usage?group_by=day,provider,model,stage,source,batch");
    }

    private JsonNode budget(Standalone system, String batch) throws IOException, InterruptedException {
        for (JsonNode budget : get(system, "/budgets").path("budgets")) {
            if (budget.path("scope").asText().equals("batch:" + batch)) {
                return budget;
            }
        }
        return JSON.nullNode();
    }

    /** What the stub charged, at our prices. */
    private static BigDecimal ledger(StubServer stub) throws IOException, InterruptedException {
        long[] tokens = new Outside(stub).ledger();
        return BigDecimal.valueOf(tokens[0] * 2_000 + tokens[1] * 500 + tokens[2] * 10_000, 9);
    }

    private HttpResponse<String> put(Standalone system, String path, BigDecimal limit)
            throws IOException, InterruptedException {
        return http.send(
                request(system, path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"limit_usd\":" + limit.toPlainString() + "}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Standalone system, String path) throws IOException, InterruptedException {
        return http.send(
                request(system, path).POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());
    }

    private JsonNode get(Standalone system, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request(system, path).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpRequest.Builder request(Standalone system, String path) {
        return HttpRequest.newBuilder(URI.create(system.url() + path)).header("X-API-Key", system.apiKey());
    }

    private static StandaloneSettings settings(Path data, StubServer stub) {
        return StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.roles.search", "false")
                .with("blossomer.llm.prices", PRICES)
                .with("blossomer.openai.api-key", "test")
                .with("blossomer.openai.base-url", stub.openAiBaseUrl());
    }
}
