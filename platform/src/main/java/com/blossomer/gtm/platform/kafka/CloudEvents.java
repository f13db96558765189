package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.platform.telemetry.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Headers of CloudEvents 1.0, Kafka protocol binding, binary mode; and W3C trace context. */
public final class CloudEvents {

    /** The Avro type's full name of what happened. */
    public static final String TYPE = "ce_type";

    static final String SUBJECT = "ce_subject";

    /** An extension of ours, on prompt tasks: whether the task has a day, so that workers need not read those of others. */
    private static final String ECONOMY = "ce_economy";

    /** An extension of ours, on results: topic, partition and offset of the task. */
    private static final String TASK = "ce_task";

    private CloudEvents() {}

    /**
     * @param source who says it, such as {@code /blossomer/ingress}
     * @param type what happened, the Avro type's full name
     * @param id unique with {@code source}
     * @param subject what it is about: the campaign
     * @param traceId 32 hex digits
     */
    public static Headers headers(String source, String type, String id, Instant time, String subject, String traceId) {
        return new RecordHeaders()
                .add("ce_specversion", utf8("1.0"))
                .add("ce_id", utf8(id))
                .add("ce_source", utf8(source))
                .add(TYPE, utf8(type))
                .add("ce_time", utf8(time.toString()))
                .add(SUBJECT, utf8(subject))
                .add(TraceParent.HEADER, utf8(TraceParent.here(traceId, subject).header()));
    }

    static void economy(Headers headers, boolean economy) {
        headers.add(ECONOMY, utf8(Boolean.toString(economy)));
    }

    /** Whether a prompt task has a day; empty where its headers do not say so. */
    public static Optional<Boolean> economy(Headers headers) {
        return Optional.ofNullable(text(headers, ECONOMY)).map(Boolean::parseBoolean);
    }

    /** Says on a result which task it is of. */
    public static void task(Headers headers, String topic, int partition, long offset) {
        headers.add(TASK, utf8(prefix(topic, partition) + offset));
    }

    /** The offset of a result's task; empty when its headers name none of that partition, or nonsense. */
    public static OptionalLong task(Headers headers, String topic, int partition) {
        String task = text(headers, TASK);
        String prefix = prefix(topic, partition);
        if (task == null || !task.startsWith(prefix)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(task.substring(prefix.length())));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static String prefix(String topic, int partition) {
        return topic + "-" + partition + "@";
    }

    /** The text of a header, or null where there is none. */
    public static @Nullable String text(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
