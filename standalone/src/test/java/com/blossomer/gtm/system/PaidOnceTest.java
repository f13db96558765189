package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a campaign costs, counted where it is paid: at the model. */
class PaidOnceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void a_campaign_costs_what_is_new_for_its_site_and_a_restart_forgets_nothing(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(20)))) {
            Outside model = new Outside(stub);
            try (Standalone system = Standalone.start(settings(data, stub));
                    ApiClient api = new ApiClient(system.url(), system.apiKey())) {
                Campaigns campaigns = new Campaigns(api);
                completed(campaigns.await(campaigns.submit(stub.site(1), "email"), PATIENCE));
                assertThat(model.calls()).isEqualTo(5);
                assertThat(model.callsOf("positioning")).isEqualTo(1);

                completed(campaigns.await(campaigns.submit(stub.site(1), "positioning"), PATIENCE));
                assertThat(model.calls()).isEqualTo(5);

                JsonNode whole = completed(campaigns.await(campaigns.submit(stub.site(1)), PATIENCE));
                assertThat(model.calls()).isEqualTo(6);
                assertThat(model.callsOf("usecasefit")).isEqualTo(1);
                assertThat(whole.path("provenance").path("icp").path("source").asText())
                        .isEqualTo("cache");
            }
            try (Standalone system = Standalone.start(settings(data, stub));
                    ApiClient api = new ApiClient(system.url(), system.apiKey())) {
                completed(
                        new Campaigns(api).run(List.of(stub.site(1)), PATIENCE).getFirst());
                assertThat(model.calls()).isEqualTo(6);
            }
        }
    }

    @Test
    void a_thousand_campaigns_over_a_hundred_sites_read_a_hundred_sites(@TempDir Path data) throws Exception {
        try (StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(20)));
                Standalone system = Standalone.start(settings(data, stub));
                ApiClient api = new ApiClient(system.url(), system.apiKey())) {
            Outside outside = new Outside(stub);
            Campaigns campaigns = new Campaigns(api);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                ids.add(campaigns.submit(stub.site(1 + i % 100), "overview"));
            }
            for (String id : ids) {
                completed(campaigns.await(id, PATIENCE));
            }
            assertThat(outside.distinctPages()).isGreaterThanOrEqualTo(100);
            assertThat(outside.pages()).as("no page twice").isEqualTo(outside.distinctPages());
            assertThat(outside.calls()).as("one overview a site").isEqualTo(100);
        }
    }

    private static StandaloneSettings settings(Path data, StubServer stub) {
        return StandaloneSettings.in(data)
                .with("blossomer.fetch.allow", "127.0.0.0/8")
                .with("blossomer.roles.search", "false")
                .with("blossomer.openai.api-key", "test")
                .with("blossomer.openai.base-url", stub.openAiBaseUrl());
    }

    private static JsonNode completed(JsonNode campaign) {
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("completed");
        return campaign;
    }
}
