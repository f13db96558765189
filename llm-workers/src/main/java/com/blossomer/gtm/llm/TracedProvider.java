package com.blossomer.gtm.llm;

import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.economy.BatchApi;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.Optional;

/**
 * A span for every call that a provider is really asked, in OpenTelemetry's words for generative AI; never what was asked
 * or answered. Repairs and other models asked instead are calls of their own.
 */
final class TracedProvider implements LlmProvider {

    private static final String ERROR_TYPE = "error.type";

    private final LlmProvider provider;
    private final Tracer tracer;

    TracedProvider(LlmProvider provider, Tracer tracer) {
        this.provider = provider;
        this.tracer = tracer;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public String describe() {
        return provider.describe();
    }

    @Override
    public Optional<BatchApi> batches() {
        return provider.batches();
    }

    @Override
    @SuppressWarnings("try") // the scope is there to be closed
    public LlmOutcome complete(LlmRequest request) throws InterruptedException {
        Span span = tracer.spanBuilder("chat " + request.model())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.provider.name", CallMetrics.wellKnown(provider.name()))
                .setAttribute("gen_ai.request.model", request.model())
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            LlmOutcome outcome = provider.complete(request);
            tell(span, outcome);
            return outcome;
        } catch (InterruptedException | RuntimeException e) {
            fail(span, e.getClass().getName());
            throw e;
        } finally {
            span.end();
        }
    }

    private static void tell(Span span, LlmOutcome outcome) {
        TokenUsage usage = outcome.usage();
        if (usage.any()) {
            span.setAttribute("gen_ai.usage.input_tokens", usage.input());
            span.setAttribute("gen_ai.usage.output_tokens", usage.output());
        }
        if (outcome instanceof LlmOutcome.Completed completed) {
            span.setAttribute("gen_ai.response.model", completed.model());
        } else {
            fail(span, CallMetrics.errorType(outcome));
        }
    }

    private static void fail(Span span, String type) {
        span.setStatus(StatusCode.ERROR);
        span.setAttribute(ERROR_TYPE, type);
    }
}
