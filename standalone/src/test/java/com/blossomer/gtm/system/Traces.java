package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.system.SpanReceiver.ReceivedSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Campaigns that are asked for within their caller's trace, and the spans that must come of them. */
final class Traces {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    private final SpanReceiver receiver;
    private final String key;

    Traces(SpanReceiver receiver, String key) {
        this.receiver = receiver;
        this.key = key;
    }

    /** Tells a service where its spans go, and not to wait long before it sends them. */
    static Map<String, String> environment(SpanReceiver receiver) {
        return Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.endpoint(), "OTEL_BSP_SCHEDULE_DELAY", "100");
    }

    /** Asks for a campaign of each site; their one trace must run from the request through Kafka to the model and the tables. */
    void follow(URI ingress, List<String> sites) throws IOException, InterruptedException {
        for (String site : sites) {
            HttpResponse<String> answer = post(ingress, site);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
        await().atMost(PATIENCE).until(() -> named("project campaign") == sites.size());

        List<ReceivedSpan> spans = receiver.of(TRACE);
        Map<String, ReceivedSpan> byId = spans.stream().collect(Collectors.toMap(ReceivedSpan::spanId, span -> span));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.parentId().equals(CALLER) || byId.containsKey(span.parentId()))
                        .as(span + " has a parent")
                        .isTrue());
        assertThat(paths(spans, byId))
                .containsExactlyInAnyOrder(
                        "POST /campaigns",
                        "POST /campaigns > send gtm.campaign.commands",
                        "POST /campaigns > send gtm.campaign.commands > process gtm.content.tasks",
                        "POST /campaigns > send gtm.campaign.commands > process gtm.prompt.tasks.interactive",
                        "POST /campaigns > send gtm.campaign.commands > process gtm.prompt.tasks.interactive > chat gpt-6-luna",
                        "POST /campaigns > send gtm.campaign.commands > process gtm.prompt.tasks.interactive > chat gpt-6-sol",
                        "POST /campaigns > send gtm.campaign.commands > project campaign");
        assertThat(String.join("", receiver.bodies()))
                .contains("gen_ai.usage.input_tokens", "ingress", "content-workers", "llm-workers", "projections")
                .doesNotContain(key, "secret=1", "Bearer");
    }

    private static Set<String> paths(List<ReceivedSpan> spans, Map<String, ReceivedSpan> byId) {
        return spans.stream().map(span -> path(span, byId)).collect(Collectors.toSet());
    }

    private static String path(ReceivedSpan span, Map<String, ReceivedSpan> byId) {
        ReceivedSpan parent = byId.get(span.parentId());
        return parent == null ? span.name() : path(parent, byId) + " > " + span.name();
    }

    private long named(String name) {
        return receiver.of(TRACE).stream()
                .filter(span -> span.name().equals(name))
                .count();
    }

    private HttpResponse<String> post(URI ingress, String site) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(ingress.resolve("/campaigns?secret=1"))
                            .header("X-API-Key", key)
                            .header("Content-Type", "application/json")
                            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"website_url\":\"" + site + "\"}"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
