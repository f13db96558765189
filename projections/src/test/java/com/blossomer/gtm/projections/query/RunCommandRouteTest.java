package com.blossomer.gtm.projections.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.events.ResumeRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.Recorded;
import com.blossomer.gtm.projections.SharesTopics;
import com.blossomer.gtm.projections.TestKafka;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SharesTopics
@Timeout(60)
final class RunCommandRouteTest implements TestPropertyProvider {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final Ids ids = new Ids(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    EmbeddedServer server;

    @Override
    public Map<String, String> getProperties() {
        Map<String, String> properties = new HashMap<>(TestKafka.properties());
        properties.put("datasources.default.url", database.url());
        properties.put("blossomer.api-key", "test-key");
        properties.put("blossomer.projections.group", "run-command-route-test");
        return properties;
    }

    @Test
    void a_running_campaign_is_asked_to_stop_under_the_key_of_its_site() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        database.project(List.of(campaign.start(), campaign.started()));

        HttpResponse<String> answer = cancel(campaign.campaignId()).join();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(JSON.readTree(answer.body()).path("status").asText()).isEqualTo("running");
        assertThat(answer.headers().firstValue("Location")).hasValue("/campaigns/" + campaign.campaignId());
        List<CampaignCommand> commands = TestKafka.commands(campaign.site());
        assertThat(commands).singleElement().satisfies(command -> {
            assertThat(command.getBody()).isInstanceOf(CancelRun.class);
            assertThat(command.getTenant()).isEqualTo("default");
            assertThat(command.getCampaignId()).isEqualTo(campaign.campaignId());
            assertThat(command.getRun()).isEqualTo(1);
            assertThat(command.getSite()).isEqualTo(campaign.site());
        });
    }

    @Test
    void one_that_was_accepted_a_moment_ago_is_waited_for() throws Exception {
        Recorded timed = Recorded.campaign(ids.campaign(), 0);
        Recorded derivedFromKey = Recorded.campaign("cmp_zzzzzzzzzz0123456789abcdef", 0);
        for (Recorded campaign : List.of(timed, derivedFromKey)) {
            CompletableFuture<HttpResponse<String>> answer = cancel(campaign.campaignId());
            TestKafka.produce(List.of(campaign.start()));

            assertThat(answer.join().statusCode()).as(answer.join().body()).isEqualTo(202);
        }
    }

    @Test
    void one_that_has_ended_is_a_conflict_and_asks_nothing() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        database.project(campaign.completed());

        JsonNode problem = problem(campaign.campaignId(), 409);

        assertThat(problem.path("type").asText()).isEqualTo("/problems/campaign-ended");
        assertThat(problem.path("campaign_status").asText()).isEqualTo("completed");
        assertThat(problem.path("detail").asText()).contains("GET /campaigns/" + campaign.campaignId());
        assertThat(TestKafka.commands(campaign.site())).isEmpty();
    }

    @Test
    void one_that_is_unknown_or_another_tenants_does_not_exist() throws Exception {
        Recorded other = Recorded.campaign(ids.campaign(), 0).of("other");
        database.project(List.of(other.start(), other.started()));

        assertThat(problem("cmp_nobody", 404).path("detail").asText()).contains("cmp_nobody");
        problem(other.campaignId(), 404);
        assertThat(TestKafka.commands(other.site())).isEmpty();
    }

    @Test
    void a_run_that_ended_short_is_resumed() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        database.project(campaign.failed());

        HttpResponse<String> answer = send(campaign.campaignId(), "resume").join();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(TestKafka.commands(campaign.site()))
                .singleElement()
                .satisfies(command -> assertThat(command.getBody()).isInstanceOf(ResumeRun.class));
    }

    @Test
    void one_that_runs_or_is_complete_has_nothing_to_resume() throws Exception {
        Recorded running = Recorded.campaign(ids.campaign(), 0);
        database.project(List.of(running.start(), running.started()));
        Recorded complete = Recorded.campaign(ids.campaign(), 0);
        database.project(complete.completed());

        assertThat(problem(send(running.campaignId(), "resume"), 409)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/campaign-not-ended");
        assertThat(problem(send(complete.campaignId(), "resume"), 409)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/campaign-complete");
        assertThat(TestKafka.commands(running.site())).isEmpty();
        assertThat(TestKafka.commands(complete.site())).isEmpty();
    }

    private JsonNode problem(String campaignId, int status) throws Exception {
        return problem(cancel(campaignId), status);
    }

    private static JsonNode problem(CompletableFuture<HttpResponse<String>> sent, int status) throws Exception {
        HttpResponse<String> answer = sent.join();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return JSON.readTree(answer.body());
    }

    private CompletableFuture<HttpResponse<String>> cancel(String campaignId) {
        return send(campaignId, "cancel");
    }

    private CompletableFuture<HttpResponse<String>> send(String campaignId, String what) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.getURL() + "/campaigns/" + campaignId + "/" + what))
                .header("X-API-Key", "test-key")
                .POST(BodyPublishers.noBody())
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }
}
