package com.blossomer.gtm.platform.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, in the words of W3C trace context.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 */
public record TraceParent(String traceId, String spanId) {

    /** The header's name, over HTTP and on records. */
    public static final String HEADER = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(-.*)?");

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** Empty where the header is missing or malformed, which starts a new trace. */
    public static Optional<TraceParent> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(header.strip());
        return matcher.matches() ? Optional.of(new TraceParent(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /**
     * Where a campaign's command was sent. Whoever writes a record of the campaign can name this span without having seen
     * it: its id is a hash (FNV-1a) of what every record carries.
     */
    public static TraceParent ofCampaign(String traceId, String campaignId) {
        long hash = hash(hash(FNV_OFFSET, traceId), campaignId);
        return new TraceParent(traceId, HexFormat.of().toHexDigits(hash == 0 ? 1 : hash));
    }

    /** The span that this thread is in, when it is of that trace; else where the campaign's command was sent. */
    public static TraceParent here(String traceId, String campaignId) {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() && current.getTraceId().equals(traceId)
                ? new TraceParent(traceId, current.getSpanId())
                : ofCampaign(traceId, campaignId);
    }

    /** To start spans in, as children of this place. */
    Context context() {
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault())));
    }

    /** Always as sampled: whether a trace is kept follows from its id ({@link Tracing}). */
    public String header() {
        return "00-" + traceId + "-" + spanId + "-01";
    }

    private static long hash(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
