package com.blossomer.gtm.projections.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.Recorded;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryApiTest implements TestPropertyProvider {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    EmbeddedServer server;

    @Override
    public Map<String, String> getProperties() {
        return Map.of(
                "datasources.default.url", database.url(),
                "blossomer.api-key", "test-key",
                "blossomer.components.enabled", "false");
    }

    @BeforeAll
    void project() throws SQLException {
        database.project(Recorded.campaign("cmp_done", 100).completed());
        database.project(Recorded.campaign("cmp_failed", 101).failed());
        database.project(List.of(Recorded.campaign("cmp_new", 102).start()));
        database.project(List.of(
                Recorded.campaign("cmp_running", 103).start(),
                Recorded.campaign("cmp_running", 103).started(),
                Recorded.campaign("cmp_running", 103).completed("content")));
        database.project(Recorded.campaign("cmp_other", 104).of("other").completed());
        database.project(Recorded.campaign("cmp_path", 99)
                .of("default")
                .at("paths.example.com/en/pricing")
                .completed());
        database.project(Recorded.campaign("cmp_gone", 90).at("gone.example.com").completed().stream()
                .filter(record -> !(record instanceof ContentResult))
                .toList());
        for (int i = 0; i < 25; i++) {
            Recorded campaign =
                    Recorded.campaign("cmp_b%02d".formatted(i), i / 3).in("bat_1");
            database.project(i % 5 == 0 ? campaign.failed() : campaign.completed());
        }
    }

    @Test
    void a_finished_campaign_is_shown_whole() throws Exception {
        JsonNode campaign = get("/campaigns/cmp_done", 200);

        assertThat(campaign.path("status").asText()).isEqualTo("completed");
        assertThat(campaign.path("website_url").asText()).isEqualTo("https://www.cmp_done.example.com/");
        assertThat(campaign.path("run").asInt()).isEqualTo(1);
        assertThat(campaign.path("requested_at").asText()).isEqualTo("2026-03-01T12:01:40.123Z");
        assertThat(campaign.path("failure").isNull()).isTrue();
        assertThat(campaign.path("batch_id").isNull()).isTrue();
        assertThat(campaign.path("stages").findValuesAsText("stage")).containsExactly("content", "overview", "icp");
        assertThat(campaign.path("stages").findValuesAsText("status"))
                .containsExactly("completed", "completed", "completed");
        assertThat(campaign.path("assets").fieldNames()).toIterable().containsExactly("overview", "icp");
        assertThat(campaign.path("assets").path("icp").path("name").asText()).isEqualTo("icp of cmp_done.example.com");
        assertThat(campaign.path("content").path("name").asText()).startsWith("content of");
        assertThat(campaign.path("provenance").path("icp").path("cost_usd").decimalValue())
                .isEqualByComparingTo("0.00125");
    }

    @Test
    void an_asset_is_its_own_json_byte_for_byte() throws Exception {
        HttpResponse<String> response = send("/campaigns/cmp_done/assets/icp");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(Recorded.campaign("cmp_done", 100).output("icp"));
        assertThat(response.headers().firstValue("Blossomer-Campaign-Id")).hasValue("cmp_done");
        assertThat(response.headers().firstValue("Content-Location")).hasValue("/campaigns/cmp_done/assets/icp?run=1");
    }

    @Test
    void a_failed_campaign_says_why() throws Exception {
        JsonNode campaign = get("/campaigns/cmp_failed", 200);

        assertThat(campaign.path("status").asText()).isEqualTo("failed");
        assertThat(campaign.path("failure").path("stage").asText()).isEqualTo("content");
        assertThat(campaign.path("failure").path("reason").asText()).isEqualTo("insufficient_content");
        assertThat(campaign.path("stages").findValuesAsText("status")).startsWith("failed");
        assertThat(campaign.path("assets").isEmpty()).isTrue();
    }

    @Test
    void a_new_campaign_is_pending_and_a_started_one_shows_what_it_waits_for() throws Exception {
        assertThat(get("/campaigns/cmp_new", 200).path("status").asText()).isEqualTo("pending");

        JsonNode running = get("/campaigns/cmp_running", 200);
        assertThat(running.path("status").asText()).isEqualTo("running");
        assertThat(running.path("stages").findValuesAsText("status"))
                .containsExactly("completed", "waiting", "waiting");
    }

    @Test
    void what_is_not_there_is_a_problem_that_says_what_to_do() throws Exception {
        JsonNode unknown = get("/campaigns/cmp_nobody", 404);
        assertThat(unknown.path("detail").asText()).contains("cmp_nobody", "GET /campaigns");

        assertThat(get("/campaigns/cmp_done?run=7", 404).path("detail").asText())
                .contains("run 7");
        assertThat(get("/campaigns/cmp_running/assets/icp", 404).path("detail").asText())
                .contains("not there yet");
        assertThat(get("/campaigns/cmp_done/assets/email", 404).path("detail").asText())
                .contains("POST /campaigns/email");
        JsonNode failed = get("/campaigns/cmp_failed/assets/icp", 404);
        assertThat(failed.path("campaign_id").asText()).isEqualTo("cmp_failed");
        assertThat(get("/contents?url=nowhere.example.com", 404).path("detail").asText())
                .contains("nowhere");
    }

    @Test
    void bad_parameters_are_refused_by_name() throws Exception {
        assertThat(get("/campaigns?status=done", 400).path("detail").asText()).contains("done", "completed");
        assertThat(get("/campaigns?limit=0", 400).path("parameter").asText()).isEqualTo("limit");
        assertThat(get("/campaigns?cursor=abc", 400).path("parameter").asText()).isEqualTo("cursor");
        assertThat(get("/campaigns?site=ftp://x.com", 400).path("detail").asText())
                .contains("ftp");
    }

    @Test
    void pages_follow_each_other_newest_first_without_gap_or_repetition() throws Exception {
        List<String> seen = new ArrayList<>();
        String next = "/campaigns?batch=bat_1&limit=7";
        int pages = 0;
        while (true) {
            JsonNode page = get(next, 200);
            page.path("campaigns")
                    .forEach(campaign -> seen.add(campaign.path("campaign_id").asText()));
            pages++;
            if (page.path("next_cursor").isNull()) {
                break;
            }
            next = "/campaigns?batch=bat_1&limit=7&cursor="
                    + page.path("next_cursor").asText();
        }

        List<String> expected = new ArrayList<>();
        for (int i = 24; i >= 0; i--) {
            expected.add("cmp_b%02d".formatted(i));
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(pages).isEqualTo(4);
    }

    @Test
    void lists_are_filtered_by_status_site_and_asset() throws Exception {
        JsonNode failed = get("/campaigns?batch=bat_1&status=failed", 200).path("campaigns");
        assertThat(failed.findValuesAsText("campaign_id"))
                .containsExactly("cmp_b20", "cmp_b15", "cmp_b10", "cmp_b05", "cmp_b00");

        JsonNode bySite = get("/campaigns?site=HTTPS://www.Cmp_Done.example.com/%3Futm_source%3Dx", 200)
                .path("campaigns");
        assertThat(bySite.findValuesAsText("campaign_id")).containsExactly("cmp_done");

        JsonNode withIcp =
                get("/campaigns?batch=bat_1&asset=icp&limit=200", 200).path("campaigns");
        assertThat(withIcp).hasSize(20);
        assertThat(withIcp.path(0).path("assets").fieldNames()).toIterable().containsExactly("icp");
        assertThat(withIcp.path(0).path("stages").findValuesAsText("status"))
                .containsExactly("completed", "completed", "completed");
    }

    @Test
    void another_tenants_campaigns_do_not_exist() throws Exception {
        get("/campaigns/cmp_other", 404);
        get("/campaigns/cmp_other/assets/icp", 404);
        get("/campaigns/cmp_other/events", 404);
        get("/contents?url=cmp_other.example.com", 404);
        assertThat(get("/campaigns?limit=200", 200).findValuesAsText("campaign_id"))
                .hasSize(31)
                .doesNotContain("cmp_other");
    }

    @Test
    void the_text_that_assets_rest_on_is_shown_with_its_pages() throws Exception {
        JsonNode content = get("/contents?url=www.cmp_done.example.com", 200);

        assertThat(content.path("content_hash").asText()).isEqualTo("c0ffee");
        assertThat(content.path("sections").path(0).path("text").asText()).isEqualTo("Words of the page.");
        assertThat(content.path("pages").path(0).path("http_status").asInt()).isEqualTo(200);
        get("/contents?url=www.cmp_done.example.com&hash=other", 404);
    }

    @Test
    void text_that_is_not_kept_any_more_is_told_from_text_that_never_was() throws Exception {
        JsonNode gone = get("/contents/gone.example.com", 404);
        assertThat(gone.path("type").asText()).isEqualTo("/problems/content-not-kept");
        assertThat(gone.path("detail").asText())
                .contains("was kept for 30 days (BLOSSOMER_RETENTION_CONTENT)", "\"max_age\": 0");
        assertThat(get("/contents/gone.example.com?hash=c0ffee", 404)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/content-not-kept");
        assertThat(get("/contents/gone.example.com?hash=other", 404)
                        .path("type")
                        .asText())
                .isEqualTo("/problems/content-not-found");
    }

    @Test
    void a_site_in_the_path_is_as_good_as_one_in_the_query() throws Exception {
        JsonNode content = get("/contents/cmp_done.example.com", 200);

        assertThat(content.path("pages").path(0).path("url").asText()).isEqualTo("https://www.cmp_done.example.com/");
        assertThat(content.path("pages").path(0).path("fetched_at").asText()).isEqualTo("2026-03-01T12:01:40.123Z");
        assertThat(content.path("fetched_at").asText()).isEqualTo("2026-03-01T12:01:40.523Z");
        assertThat(content.path("sections").path(0).path("url").asText())
                .isEqualTo("https://www.cmp_done.example.com/");
        assertThat(get("/contents/paths.example.com/en/pricing", 200)
                        .path("site")
                        .asText())
                .isEqualTo("paths.example.com/en/pricing");
        assertThat(get("/contents/paths.example.com/en/pricing?hash=c0ffee", 200)
                        .path("site")
                        .asText())
                .isEqualTo("paths.example.com/en/pricing");
        get("/contents/paths.example.com/en", 404);
        get("/contents/cmp_other.example.com", 404);
        assertThat(get("/contents/no-host", 400).path("parameter").asText()).isEqualTo("site");
    }

    @Test
    void the_events_of_a_finished_campaign_are_its_snapshot_and_its_end() throws Exception {
        HttpResponse<String> response = send("/campaigns/cmp_done/events");

        assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/event-stream");
        assertThat(response.body()).contains("event: snapshot", "id: 1:snapshot", "event: run_finished");
    }

    private JsonNode get(String path, int status) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private HttpResponse<String> send(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(server.getURL() + path))
                        .header("X-API-Key", "test-key")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
