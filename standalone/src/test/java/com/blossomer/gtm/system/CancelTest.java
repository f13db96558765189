package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A campaign that is stopped while a slow model works on it. */
@Timeout(120)
class CancelTest {

    private static final Duration LATENCY = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void a_cancelled_campaign_asks_nothing_more_and_its_site_can_be_asked_again(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(LATENCY));
                Standalone system = Standalone.start(StandaloneSettings.in(data)
                        .with("blossomer.fetch.allow", "127.0.0.0/8")
                        .with("blossomer.roles.search", "false")
                        .with("blossomer.openai.api-key", "test")
                        .with("blossomer.openai.base-url", stub.openAiBaseUrl()));
                ApiClient api = new ApiClient(system.url(), system.apiKey())) {
            Outside model = new Outside(stub);
            Campaigns campaigns = new Campaigns(api);

            String unstarted = campaigns.submit(stub.site(2), "icp");
            assertThat(api.cancel(unstarted).status()).isEqualTo(202);
            assertThat(campaigns.await(unstarted, PATIENCE).path("status").asText())
                    .isEqualTo("cancelled");
            await().atMost(PATIENCE).until(() -> model.inFlight() == 0);
            long before = model.calls();

            String id = campaigns.submit(stub.site(1));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> model.calls() == before + 1 && model.inFlight() == 1);
            Answer cancelled = api.cancel(id);
            assertThat(cancelled.status()).as(cancelled.body().toString()).isEqualTo(202);
            assertThat(cancelled.body().path("campaign_id").asText()).isEqualTo(id);

            JsonNode campaign = campaigns.await(id, PATIENCE);
            assertThat(campaign.path("status").asText()).isEqualTo("cancelled");
            assertThat(campaign.path("failure").path("reason").asText()).isEqualTo("cancelled");
            assertThat(campaign.path("assets").isEmpty()).isTrue();
            assertThat(model.inFlight()).as("it did not wait for the model").isEqualTo(1);
            assertThat(api.cancel(id).status()).isEqualTo(409);
            assertThat(api.cancel("cmp_nobody").status()).isEqualTo(404);

            // A later campaign of the same site is decided after the answer that the cancelled one had asked for.
            await().atMost(PATIENCE).until(() -> model.inFlight() == 0);
            JsonNode again = campaigns.await(campaigns.submit(stub.site(1), "icp"), PATIENCE);
            assertThat(again.path("status").asText()).as(again.toString()).isEqualTo("completed");
            assertThat(model.calls())
                    .as("overview once, for both; icp for the second")
                    .isEqualTo(before + 2);
            assertThat(model.callsOf("positioning")).isZero();
        }
    }
}
