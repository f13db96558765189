package com.blossomer.gtm.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracingTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Tracing tracing = Tracing.to(spans);

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://localhost:4318, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://localhost:4318/v1/traces, true",
        "OTEL_TRACES_EXPORTER, otlp, true",
        "OTEL_TRACES_EXPORTER, none, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, '', false",
        "OTEL_SERVICE_NAME, mine, false",
    })
    void an_exporter_or_its_endpoint_switches_tracing_on(String name, String value, boolean on) {
        assertThat(Tracing.isWanted(Map.of(name, value))).isEqualTo(on);
    }

    @Test
    void the_sdk_can_be_disabled_whatever_else_is_set() {
        assertThat(Tracing.isWanted(
                        Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "OTEL_SDK_DISABLED", "true")))
                .isFalse();
    }

    @Test
    void switched_off_it_records_nothing_and_runs_no_thread() {
        int before = Thread.activeCount();
        try (Tracing off = Tracing.of("ingress", Map.of())) {
            assertThat(off.isOn()).isFalse();
            assertThat(off.request("POST", "00-" + TRACE + "-00f067aa0ba902b7-01"))
                    .isSameAs(Span.getInvalid());
            assertThat(off.send("topic", TRACE, "cmp_1")).isSameAs(Span.getInvalid());
        }
        assertThat(Thread.activeCount()).isEqualTo(before);
    }

    @Test
    void a_request_goes_on_with_its_callers_trace() {
        tracing.request("POST", "00-" + TRACE + "-00f067aa0ba902b7-00").end();

        SpanData request = spans.getFinishedSpanItems().getFirst();
        assertThat(request.getTraceId()).isEqualTo(TRACE);
        assertThat(request.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    @SuppressWarnings("try") // the scope is there to be closed
    void what_a_record_names_as_its_parent_is_the_sending_of_its_campaigns_command() {
        Span request = tracing.request("POST", null);
        String trace = request.getSpanContext().getTraceId();
        try (Scope scope = request.makeCurrent()) {
            tracing.send("commands", trace, "cmp_1").end();
        }
        request.end();
        ConsumerRecord<String, String> task = new ConsumerRecord<>("tasks", 1, 2, "key", "value");
        task.headers()
                .add(
                        TraceParent.HEADER,
                        TraceParent.here(trace, "cmp_1").header().getBytes(StandardCharsets.UTF_8));
        tracing.consume("process tasks", task, "workers").end();

        List<SpanData> ended = spans.getFinishedSpanItems();
        assertThat(ended).extracting(SpanData::getName).containsExactly("send commands", "POST", "process tasks");
        assertThat(ended).extracting(SpanData::getTraceId).containsOnly(trace);
        assertThat(ended.get(0).getParentSpanId()).isEqualTo(ended.get(1).getSpanId());
        assertThat(ended.get(2).getParentSpanId()).isEqualTo(ended.get(0).getSpanId());
        assertThat(ended.get(1).getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void a_command_that_no_request_asked_for_begins_its_trace() {
        tracing.send("commands", TRACE, "cmp_1").end();

        SpanData sent = spans.getFinishedSpanItems().getFirst();
        assertThat(sent.getTraceId()).isEqualTo(TRACE);
        assertThat(sent.getParentSpanContext().isValid()).isFalse();
    }

    @Test
    @SuppressWarnings("try") // the scope is there to be closed
    void a_record_written_within_a_span_of_its_trace_names_that_span() {
        Span request = tracing.request("POST", "00-" + TRACE + "-00f067aa0ba902b7-01");
        try (Scope scope = request.makeCurrent()) {
            assertThat(TraceParent.here(TRACE, "cmp_1").spanId())
                    .isEqualTo(request.getSpanContext().getSpanId());
            String other = TRACE.replace('4', '5');
            assertThat(TraceParent.here(other, "cmp_1")).isEqualTo(TraceParent.ofCampaign(other, "cmp_1"));
        }
        request.end();
    }

    @Test
    void spans_go_to_the_endpoint_that_the_environment_names_and_the_last_on_closing() throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            received.add(exchange.getRequestURI().getPath() + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String endpoint = "http://127.0.0.1:" + receiver.getAddress().getPort();
            try (Tracing on = Tracing.of("ingress", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint))) {
                on.send("commands", TRACE, "cmp_1").end();
            }
            assertThat(received)
                    .singleElement()
                    .asString()
                    .startsWith("/v1/traces ")
                    .contains("service.name", "ingress", "send commands", "cmp_1");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void whether_a_trace_is_kept_depends_on_its_id_alone() {
        Map<String, String> variables = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:1",
                "OTEL_TRACES_SAMPLER",
                "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG",
                "0.5");
        try (Tracing half = Tracing.of("ingress", variables)) {
            Span kept = half.request("POST", "00-" + "0".repeat(31) + "1-00f067aa0ba902b7-00");
            Span left = half.request("POST", "00-" + "0".repeat(16) + "7" + "f".repeat(15) + "-00f067aa0ba902b7-01");

            assertThat(kept.isRecording()).isTrue();
            assertThat(left.isRecording()).isFalse();
        }
    }

    @Test
    void a_consumers_span_says_which_record_of_which_campaign_it_is() {
        ConsumerRecord<String, String> task = new ConsumerRecord<>("tasks", 1, 2, "key", "value");
        task.headers().add("ce_subject", "cmp_1".getBytes(StandardCharsets.UTF_8));
        tracing.consume("process tasks", task, "workers").end();

        assertThat(spans.getFinishedSpanItems().getFirst().getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("messaging.destination.name"), "tasks")
                .containsEntry(AttributeKey.stringKey("messaging.destination.partition.id"), "1")
                .containsEntry(AttributeKey.longKey("messaging.kafka.offset"), 2L)
                .containsEntry(AttributeKey.stringKey("blossomer.campaign.id"), "cmp_1");
    }
}
