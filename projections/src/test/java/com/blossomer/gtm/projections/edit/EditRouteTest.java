package com.blossomer.gtm.projections.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.http.ProblemException;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SharesTopics
@Timeout(60)
final class EditRouteTest implements TestPropertyProvider {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final Ids ids = new Ids(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    EmbeddedServer server;

    @Inject
    EditTables tables;

    @Override
    public Map<String, String> getProperties() {
        Map<String, String> properties = new HashMap<>(TestKafka.properties());
        properties.put("datasources.default.url", database.url());
        properties.put("blossomer.api-key", "test-key");
        properties.put("blossomer.projections.group", "edit-route-test");
        return properties;
    }

    @Test
    void a_campaign_of_another_tenant_an_unknown_one_and_an_unknown_asset_do_not_exist() throws Exception {
        Recorded other = Recorded.campaign(ids.campaign(), 0).of("other");
        database.project(other.completed());

        assertThat(problem(other, "icp", "{}", 404)).isEqualTo("campaign-not-found");
        assertThat(problem(Recorded.campaign("cmp_nobody", 0), "icp", "{}", 404))
                .isEqualTo("campaign-not-found");
        assertThat(problem(other, "slogan", "{}", 404)).isEqualTo("unknown-asset");
        assertThat(TestKafka.commands(other.site())).isEmpty();
    }

    @Test
    void one_that_runs_and_an_asset_that_was_not_made_are_conflicts() throws Exception {
        Recorded running = Recorded.campaign(ids.campaign(), 0);
        database.project(List.of(running.start(), running.started(), running.completed("icp")));
        Recorded complete = Recorded.campaign(ids.campaign(), 0);
        database.project(complete.completed());

        assertThat(problem(running, "icp", "{}", 409)).isEqualTo("campaign-not-ended");
        assertThat(problem(complete, "email", "{}", 409)).isEqualTo("asset-not-made");
        assertThat(TestKafka.commands(running.site())).isEmpty();
        assertThat(TestKafka.commands(complete.site())).isEmpty();
    }

    @Test
    void what_is_no_such_asset_is_refused_by_place_and_nothing_is_asked() throws Exception {
        Recorded complete = Recorded.campaign(ids.campaign(), 0);
        database.project(complete.completed());

        HttpResponse<String> answer = put(complete, "icp", "{\"name\": 7}", "W/\"1\"");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        JsonNode errors = JSON.readTree(answer.body()).path("errors");
        assertThat(errors.findValuesAsText("pointer")).contains("#/name");
        assertThat(problem(complete, "icp", "[]", 400)).isEqualTo("malformed-json");
        assertThat(problem(complete, "icp", "{\"a\": 1, \"a\": 2}", 400)).isEqualTo("malformed-json");
        HttpResponse<String> stale = put(complete, "icp", "{}", "\"2\"");
        assertThat(stale.statusCode()).isEqualTo(412);
        assertThat(TestKafka.commands(complete.site())).isEmpty();
    }

    @Test
    void one_edit_at_a_time_and_never_one_of_what_is_shown_no_more() throws Exception {
        Recorded complete = Recorded.campaign(ids.campaign(), 0);
        database.project(complete.completed());
        Base base = tables.current("default", complete.campaignId()).orElseThrow();
        Instant now = Instant.parse("2026-05-01T00:00:00Z");

        int first = tables.take(base, now);
        assertThatThrownBy(() -> tables.take(base, now.plusSeconds(1)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Run " + first + " is an edit of this campaign that has not ended");
        int second = tables.take(base, now.plusSeconds(60));
        assertThat(second).as("the first never came to a run").isEqualTo(first + 1);

        Base older = new Base(
                base.tenant(), base.campaignId(), base.site(), 9, "completed", true, Map.of(), null, null, Map.of());
        assertThatThrownBy(() -> tables.take(older, now.plusSeconds(120)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("It shows run 1");
    }

    private String problem(Recorded campaign, String asset, String json, int status) throws Exception {
        HttpResponse<String> answer = put(campaign, asset, json, "*");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return JSON.readTree(answer.body()).path("type").asText().replace("/problems/", "");
    }

    private HttpResponse<String> put(Recorded campaign, String asset, String json, String ifMatch) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.getURL() + "/campaigns/" + campaign.campaignId() + "/assets/" + asset))
                .header("X-API-Key", "test-key")
                .header("Content-Type", "application/json")
                .header("If-Match", ifMatch)
                .PUT(BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
