package com.blossomer.gtm.projections.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.projections.ProjectedDatabase;
import com.blossomer.gtm.projections.Recorded;
import com.blossomer.gtm.projections.SharesTopics;
import com.blossomer.gtm.projections.TestKafka;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.test.extensions.junit5.annotation.MicronautTest;
import io.micronaut.test.support.TestPropertyProvider;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The whole service: records on the topics, answers over HTTP. */
@MicronautTest(transactional = false)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SharesTopics
@Timeout(60)
final class LiveProgressTest implements TestPropertyProvider {

    private final ProjectedDatabase database = ProjectedDatabase.create();
    private final Ids ids = new Ids(Clock.systemUTC());
    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    EmbeddedServer server;

    @Inject
    MeterRegistry metrics;

    @Override
    public Map<String, String> getProperties() {
        Map<String, String> properties = new HashMap<>(TestKafka.properties());
        properties.put("datasources.default.url", database.url());
        properties.put("blossomer.api-key", "test-key");
        properties.put("blossomer.projections.group", "live-progress-test");
        return properties;
    }

    @Test
    void a_listener_is_shown_the_snapshot_and_then_each_thing_once_until_the_end() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        TestKafka.produce(List.of(campaign.start(), campaign.started(), campaign.completed("content")));

        HttpResponse<Stream<String>> response =
                http.send(request("/campaigns/" + campaign.campaignId() + "/events"), BodyHandlers.ofLines());
        Iterator<String> lines = response.body().iterator();
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("event: snapshot") < 0) {
            seen.append(lines.next()).append('\n');
        }
        TestKafka.produce(List.of(
                campaign.completed("overview"),
                campaign.completed("icp"),
                campaign.finished(RunStatus.COMPLETED, null, null)));
        lines.forEachRemaining(line -> seen.append(line).append('\n'));

        List<String> stream =
                seen.toString().lines().filter(line -> line.startsWith("id: ")).toList();
        assertThat(stream)
                .startsWith("id: 1:snapshot")
                .endsWith("id: 1:run_finished")
                .contains("id: 1:stage_completed:overview", "id: 1:stage_completed:icp")
                .doesNotHaveDuplicates();
        assertThat(seen).contains("\"name\":\"icp of " + campaign.site(), "\"cost_usd\":0.00125");
        assertThat(http.send(request("/campaigns/" + campaign.campaignId()), BodyHandlers.ofString())
                        .body())
                .contains("\"status\":\"completed\"");
    }

    @Test
    void a_listener_that_comes_back_is_shown_where_things_stand_and_only_then_what_is_new() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        TestKafka.produce(List.of(campaign.start(), campaign.started(), campaign.completed("content")));
        try (Listening first = listen(campaign, null)) {
            first.until("id: 1:snapshot");
        }
        TestKafka.produce(List.of(campaign.completed("overview")));
        await().until(() -> get(campaign).contains("\"name\":\"overview of"));

        try (Listening again = listen(campaign, "1:stage_completed:content")) {
            assertThat(again.until("data: ")).contains("\"name\":\"overview of");
            TestKafka.produce(List.of(campaign.completed("icp"), campaign.finished(RunStatus.COMPLETED, null, null)));
            assertThat(again.rest().lines().filter(line -> line.startsWith("id: ")))
                    .containsExactly("id: 1:stage_completed:icp", "id: 1:run_finished");
        }
    }

    @Test
    void a_silent_stream_shows_that_it_is_alive_and_one_whose_client_left_is_forgotten() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        TestKafka.produce(List.of(campaign.start(), campaign.started()));
        await().until(() -> get(campaign).contains("\"status\":\"running\""));
        await().until(() -> listeners() == 0);

        try (Listening listener = listen(campaign, null)) {
            listener.until("event: snapshot");
            assertThat(listeners()).isEqualTo(1);
            String silence = listener.until(": ") + listener.until(": ");
            assertThat(silence.lines().filter(line -> line.startsWith("data")))
                    .as("a heartbeat is no message")
                    .allMatch(line -> line.contains("campaign_id"));
        }

        await().until(() -> listeners() == 0);
    }

    @Test
    void a_campaign_that_was_just_accepted_is_waited_for() throws Exception {
        Recorded campaign = Recorded.campaign(ids.campaign(), 0);
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request("/campaigns/" + campaign.campaignId()), BodyHandlers.ofString());
        TestKafka.produce(List.of(campaign.start()));

        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).contains("\"status\":\"pending\"");
    }

    @Test
    void a_listener_that_comes_back_after_the_end_is_told_to_stay_away() throws Exception {
        HttpRequest again = HttpRequest.newBuilder(URI.create(server.getURL() + "/campaigns/cmp_any/events"))
                .header("X-API-Key", "test-key")
                .header("Last-Event-ID", "1:run_finished")
                .build();

        assertThat(http.send(again, BodyHandlers.discarding()).statusCode()).isEqualTo(204);
    }

    @Test
    void the_service_is_ready_once_it_has_caught_up() throws Exception {
        TestKafka.produce(List.of(Recorded.campaign(ids.campaign(), 0).start()));
        HttpResponse<String> ready = http.send(request("/health/readiness"), BodyHandlers.ofString());
        while (ready.statusCode() != 200) {
            ready = http.send(request("/health/readiness"), BodyHandlers.ofString());
        }
        assertThat(ready.body()).contains("UP");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server.getURL() + path))
                .header("X-API-Key", "test-key")
                .build();
    }

    private double listeners() {
        Gauge gauge = metrics.find("blossomer.progress.listeners").gauge();
        return gauge == null ? 0 : gauge.value();
    }

    private String get(Recorded campaign) throws Exception {
        return http.send(request("/campaigns/" + campaign.campaignId()), BodyHandlers.ofString())
                .body();
    }

    /** An open stream; closing it drops the connection. */
    private record Listening(InputStream body, BufferedReader lines) implements AutoCloseable {

        /** All up to the next line that begins so. */
        String until(String beginning) throws IOException {
            StringBuilder seen = new StringBuilder();
            String line = lines.readLine();
            while (line != null) {
                seen.append(line).append('\n');
                if (line.startsWith(beginning)) {
                    return seen.toString();
                }
                line = lines.readLine();
            }
            throw new AssertionError("the stream ended without " + beginning + ": " + seen);
        }

        String rest() throws IOException {
            StringBuilder seen = new StringBuilder();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.append(line).append('\n');
            }
            return seen.toString();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private Listening listen(Recorded campaign, @Nullable String lastEventId) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(server.getURL() + "/campaigns/" + campaign.campaignId() + "/events"))
                .header("X-API-Key", "test-key");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        InputStream body =
                http.send(request.build(), BodyHandlers.ofInputStream()).body();
        return new Listening(body, new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
    }
}
