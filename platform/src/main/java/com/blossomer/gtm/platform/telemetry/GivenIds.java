package com.blossomer.gtm.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Ids by chance, but for a span whose place in the trace others must be able to name. */
final class GivenIds implements IdGenerator {

    private final ScopedValue<TraceParent> given = ScopedValue.newInstance();
    private final IdGenerator chance = IdGenerator.random();

    /** Starts the span with this id; with this trace id too when it has no parent. */
    Span start(SpanBuilder builder, TraceParent place) {
        return ScopedValue.where(given, place).call(builder::startSpan);
    }

    @Override
    public String generateSpanId() {
        return given.isBound() ? given.get().spanId() : chance.generateSpanId();
    }

    @Override
    public String generateTraceId() {
        return given.isBound() ? given.get().traceId() : chance.generateTraceId();
    }
}
