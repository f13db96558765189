package com.blossomer.gtm.platform;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Random;

/** Makes ids. Those of campaigns sort by the time they were made: Crockford base 32, as in ULID. */
@Singleton
public final class Ids {

    private static final char[] CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int TIME_CHARS = 10;
    private static final int RANDOM_CHARS = 16;

    private final Clock clock;
    private final Random random;

    @jakarta.inject.Inject
    public Ids(Clock clock) {
        this(clock, new SecureRandom());
    }

    /** For tests that want the same ids each time. */
    public Ids(Clock clock, Random random) {
        this.clock = clock;
        this.random = random;
    }

    /** Such as {@code cmp_06f2v8q3k9…}: 48 bits of time, 80 of chance. */
    public String campaign() {
        return "cmp_" + timeOrdered();
    }

    /** A trace id of W3C trace context: 32 hex digits; that of the span which this thread is in, if it is in one. */
    public String traceId() {
        SpanContext current = Span.current().getSpanContext();
        return current.isValid() ? current.getTraceId() : hex(16);
    }

    /** A parent id of W3C trace context: 16 hex digits. */
    public String spanId() {
        return hex(8);
    }

    /** 26 characters that sort by time. */
    public String timeOrdered() {
        StringBuilder id = new StringBuilder(TIME_CHARS + RANDOM_CHARS);
        long time = clock.millis();
        for (int shift = (TIME_CHARS - 1) * 5; shift >= 0; shift -= 5) {
            id.append(CROCKFORD[(int) (time >>> shift) & 31]);
        }
        for (int i = 0; i < RANDOM_CHARS; i++) {
            id.append(CROCKFORD[random.nextInt(32)]);
        }
        return id.toString();
    }

    private String hex(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] |= 1; // all zeroes is not a valid id
        return HexFormat.of().formatHex(bytes);
    }
}
