package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.system.SpanReceiver.ReceivedSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told by the environment where its spans go. */
class TracesTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String KEY = "traces-test-key";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @Test
    void one_trace_runs_from_the_request_through_kafka_to_the_model_and_to_the_tables(@TempDir Path directory)
            throws Exception {
        try (SpanReceiver receiver = new SpanReceiver();
                StubServer stub = StubServer.start(StubServer.Behaviour.answering(Duration.ofMillis(20)));
                ChildJvm system = up(stub, receiver, directory)) {
            ServerAddress address = WholeSystem.started(system, directory);
            HttpResponse<String> first = post(address, "/campaigns/overview", stub.site(1));
            HttpResponse<String> second = post(address, "/campaigns/overview", stub.site(2));
            assertThat(List.of(first.statusCode(), second.statusCode()))
                    .as(first.body() + second.body())
                    .containsOnly(200);

            await().atMost(PATIENCE).until(() -> named(receiver, "project campaign") == 2);

            List<ReceivedSpan> spans = receiver.of(TRACE);
            Map<String, ReceivedSpan> byId =
                    spans.stream().collect(Collectors.toMap(ReceivedSpan::spanId, span -> span));
            assertThat(spans)
                    .allSatisfy(span -> assertThat(span.parentId().equals(CALLER) || byId.containsKey(span.parentId()))
                            .as(span + " has a parent")
                            .isTrue());
            assertThat(paths(spans, byId))
                    .containsExactlyInAnyOrder(
                            "POST /campaigns/{asset}",
                            "POST /campaigns/{asset} > send gtm.campaign.commands",
                            "POST /campaigns/{asset} > send gtm.campaign.commands > process gtm.content.tasks",
                            "POST /campaigns/{asset} > send gtm.campaign.commands > process gtm.prompt.tasks.interactive",
                            "POST /campaigns/{asset} > send gtm.campaign.commands > process gtm.prompt.tasks.interactive > chat gpt-6-luna",
                            "POST /campaigns/{asset} > send gtm.campaign.commands > project campaign");
            assertThat(String.join("", receiver.bodies()))
                    .contains("gen_ai.usage.input_tokens", "standalone")
                    .doesNotContain(KEY, "secret=1", "Bearer");
        }
    }

    private static Set<String> paths(List<ReceivedSpan> spans, Map<String, ReceivedSpan> byId) {
        return spans.stream().map(span -> path(span, byId)).collect(Collectors.toSet());
    }

    private static String path(ReceivedSpan span, Map<String, ReceivedSpan> byId) {
        ReceivedSpan parent = byId.get(span.parentId());
        return parent == null ? span.name() : path(parent, byId) + " > " + span.name();
    }

    private static long named(SpanReceiver receiver, String name) {
        return receiver.of(TRACE).stream()
                .filter(span -> span.name().equals(name))
                .count();
    }

    /** Within its caller's trace. */
    private static HttpResponse<String> post(ServerAddress address, String path, String site)
            throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(address.url() + path + "?secret=1"))
                            .header("X-API-Key", KEY)
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"website_url\":\"" + site + "\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static ChildJvm up(StubServer stub, SpanReceiver receiver, Path directory) throws IOException {
        return WholeSystem.up(
                stub,
                KEY,
                directory,
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(), "OTEL_BSP_SCHEDULE_DELAY", "100"));
    }
}
