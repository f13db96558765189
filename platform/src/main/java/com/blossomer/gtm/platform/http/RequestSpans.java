package com.blossomer.gtm.platform.http;

import com.blossomer.gtm.platform.telemetry.TraceParent;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A span for every request that may write; those that read, and ask again and again, would only drown them. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(-200)
final class RequestSpans {

    private static final Set<HttpMethod> WRITES =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private static final String SPAN = "blossomer.span";

    private final Tracing tracing;

    RequestSpans(Tracing tracing) {
        this.tracing = tracing;
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        if (tracing.isOn() && WRITES.contains(request.getMethod())) {
            Span span = tracing.request(
                    request.getMethodName(), request.getHeaders().get(TraceParent.HEADER));
            request.setAttribute(SPAN, span);
            context.add(new InSpan(span));
        }
    }

    @ResponseFilter
    void end(HttpRequest<?> request, HttpResponse<?> response) {
        request.getAttribute(SPAN, Span.class).ifPresent(span -> {
            BasicHttpAttributes.getUriTemplate(request).ifPresent(route -> {
                span.updateName(request.getMethodName() + " " + route);
                span.setAttribute("http.route", route);
            });
            span.setAttribute("http.response.status_code", response.code());
            if (response.code() >= 500) {
                span.setStatus(StatusCode.ERROR);
                span.setAttribute("error.type", Integer.toString(response.code()));
            }
            span.end();
        });
    }

    /** Makes the span the current one on whichever thread the request is at work. */
    private record InSpan(Span span) implements ThreadPropagatedContextElement<Scope> {

        @Override
        @SuppressWarnings("MustBeClosedChecker") // closed below
        public Scope updateThreadContext() {
            return span.makeCurrent();
        }

        @Override
        public void restoreThreadContext(@Nullable Scope opened) {
            if (opened != null) {
                opened.close();
            }
        }
    }
}
