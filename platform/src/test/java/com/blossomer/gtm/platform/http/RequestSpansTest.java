package com.blossomer.gtm.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.platform.ServiceApplication;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over HTTP, without Kafka. */
class RequestSpansTest {

    private static final String KEY = "the-right-key";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ApplicationContext context = ServiceApplication.builder(
                    "test",
                    RequestSpansTest.class,
                    Map.of(
                            "micronaut.server.port",
                            -1,
                            "blossomer.components.enabled",
                            false,
                            "blossomer.kafka.bootstrap-servers",
                            "127.0.0.1:1",
                            "blossomer.kafka.schema-registry-url",
                            "http://127.0.0.1:1",
                            "blossomer.api-key",
                            KEY))
            .singletons(Tracing.to(spans))
            .start();
    private final URI server = context.getBean(EmbeddedServer.class).start().getURI();

    @AfterEach
    void stop() {
        client.close();
        context.close();
    }

    @Test
    void a_request_that_writes_is_a_span_of_its_callers_trace_named_by_its_route() throws Exception {
        send(request("/trouble/orders?secret=1", KEY)
                .POST(BodyPublishers.ofString("{\"name\": \"acme\", \"count\": 1}")));

        SpanData span = ended();
        assertThat(span.getName()).isEqualTo("POST /trouble/orders");
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.getAttributes().asMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        AttributeKey.stringKey("http.request.method"), "POST",
                        AttributeKey.stringKey("http.route"), "/trouble/orders",
                        AttributeKey.longKey("http.response.status_code"), 200L));
    }

    @Test
    void one_that_is_refused_ends_its_span_too() throws Exception {
        send(request("/trouble/orders", KEY).POST(BodyPublishers.ofString("no json")));
        assertThat(ended().getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(400L);
        spans.reset();

        send(request("/trouble/orders", "a-wrong-key").POST(BodyPublishers.ofString("{}")));
        assertThat(ended().getAttributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(401L);
    }

    @Test
    void one_that_only_reads_is_none() throws Exception {
        send(request("/trouble/tenant", KEY).GET());
        send(request("/trouble/orders", KEY).POST(BodyPublishers.ofString("no json")));

        assertThat(ended().getName()).startsWith("POST");
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }

    /** The span may end a moment after its answer has come. */
    private SpanData ended() {
        await().until(() -> !spans.getFinishedSpanItems().isEmpty());
        return spans.getFinishedSpanItems().getFirst();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(server.resolve(path))
                .header("X-API-Key", key)
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
    }

    private void send(HttpRequest.Builder request) throws Exception {
        client.send(request.build(), BodyHandlers.discarding());
    }
}
