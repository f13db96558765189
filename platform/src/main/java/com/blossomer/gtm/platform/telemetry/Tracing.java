package com.blossomer.gtm.platform.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's spans. Off unless the environment names an exporter or its endpoint, and then every span is the invalid
 * one: nothing is recorded, and no thread runs. Who starts a span ends it. No prompt, no page, no URL's query and no key
 * may ever be an attribute. Thread-safe.
 */
public final class Tracing implements AutoCloseable {

    private static final String SCOPE = "com.blossomer.gtm";

    /** Any of these switches tracing on. */
    private static final List<String> SWITCHES =
            List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER");

    private static final String SAMPLER = "otel.traces.sampler";
    private static final String PARENT_BASED = "parentbased_";
    private static final long LAST_SPANS_SECONDS = 5;

    private final @Nullable OpenTelemetrySdk sdk;
    private final Tracer tracer;
    private final GivenIds ids;

    private Tracing(@Nullable OpenTelemetrySdk sdk, GivenIds ids) {
        this.sdk = sdk;
        this.ids = ids;
        this.tracer = (sdk == null ? OpenTelemetry.noop() : sdk).getTracer(SCOPE);
    }

    public static Tracing off() {
        return new Tracing(null, new GivenIds());
    }

    /** Gives every span to this exporter as it ends. */
    public static Tracing to(SpanExporter exporter) {
        GivenIds ids = new GivenIds();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        return new Tracing(
                OpenTelemetrySdk.builder().setTracerProvider(provider).build(), ids);
    }

    /**
     * By OpenTelemetry's own variables.
     *
     * @param service its name, unless {@code OTEL_SERVICE_NAME} says otherwise
     */
    static Tracing of(String service, Map<String, String> variables) {
        if (!isWanted(variables)) {
            return off();
        }
        GivenIds ids = new GivenIds();
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> settings(service, variables))
                .addPropertiesCustomizer(config -> Map.of(
                        // Metrics are Prometheus's, logs the standard output's.
                        "otel.metrics.exporter",
                        "none",
                        "otel.logs.exporter",
                        "none",
                        SAMPLER,
                        byTraceId(config.getString(SAMPLER, "always_on"))))
                .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(ids))
                .build()
                .getOpenTelemetrySdk();
        return new Tracing(sdk, ids);
    }

    static boolean isWanted(Map<String, String> variables) {
        return !variables.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true")
                && !variables.getOrDefault("OTEL_TRACES_EXPORTER", "").strip().equals("none")
                && SWITCHES.stream()
                        .anyMatch(name -> !variables.getOrDefault(name, "").isBlank());
    }

    private static Map<String, String> settings(String service, Map<String, String> variables) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("otel.service.name", service);
        // The only protocol that the JDK's client speaks.
        settings.put("otel.exporter.otlp.protocol", "http/protobuf");
        variables.forEach((name, value) -> {
            if (name.startsWith("OTEL_") && !value.isBlank()) {
                settings.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
            }
        });
        return settings;
    }

    /** Records do not say whether their trace is kept, so every service must come to the same by its id alone. */
    private static String byTraceId(String sampler) {
        return sampler.startsWith(PARENT_BASED) ? sampler.substring(PARENT_BASED.length()) : sampler;
    }

    public boolean isOn() {
        return sdk != null;
    }

    /** For spans of what this thread is doing, as children of the span that it is in. */
    public Tracer tracer() {
        return tracer;
    }

    /** A request over HTTP, child of the caller's span where it sent one. */
    public Span request(String method, @Nullable String traceparent) {
        if (!isOn()) {
            return Span.getInvalid();
        }
        Context parent =
                TraceParent.parse(traceparent).map(TraceParent::context).orElse(Context.root());
        return tracer.spanBuilder(method)
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .setAttribute("http.request.method", method)
                .startSpan();
    }

    /** The sending of a command: the parent of all that comes of it, {@link TraceParent#ofCampaign}. */
    public Span send(String topic, String traceId, String campaignId) {
        if (!isOn()) {
            return Span.getInvalid();
        }
        SpanBuilder builder = tracer.spanBuilder("send " + topic)
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "send")
                .setAttribute("messaging.operation.type", "send")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("blossomer.campaign.id", campaignId);
        if (!Span.current().getSpanContext().getTraceId().equals(traceId)) {
            builder.setNoParent();
        }
        return ids.start(builder, TraceParent.ofCampaign(traceId, campaignId));
    }

    /**
     * Work on a record, child of the span that its {@code traceparent} names.
     *
     * @param name of the span, such as {@code process gtm.prompt.tasks.batch}
     * @param group the consumer's
     */
    public Span consume(String name, ConsumerRecord<?, ?> record, String group) {
        if (!isOn()) {
            return Span.getInvalid();
        }
        SpanBuilder builder = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(parent(record).map(TraceParent::context).orElse(Context.root()))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .setAttribute("messaging.consumer.group.name", group);
        text(record, "ce_subject").ifPresent(campaign -> builder.setAttribute("blossomer.campaign.id", campaign));
        return builder.startSpan();
    }

    /** The place in a trace that a record names. */
    public static Optional<TraceParent> parent(ConsumerRecord<?, ?> record) {
        return TraceParent.parse(text(record, TraceParent.HEADER).orElse(null));
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        @Nullable Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    /** Sends what is still here. */
    @Override
    public void close() {
        if (sdk != null) {
            sdk.shutdown().join(LAST_SPANS_SECONDS, TimeUnit.SECONDS);
        }
    }
}
