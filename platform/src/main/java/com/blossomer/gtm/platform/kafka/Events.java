package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.topics.Topic;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Records ready to be sent: their headers are read from the fields that all our events share. */
public final class Events {

    private Events() {}

    public static <V extends SpecificRecord> ProducerRecord<String, SpecificRecord> record(
            Topic<V> topic, String key, V value) {
        return new ProducerRecord<>(
                topic.name(), null, occurredAt(value).toEpochMilli(), key, value, headers(topic, value));
    }

    /** The headers alone, for where Kafka Streams makes the record. */
    public static <V extends SpecificRecord> Headers headers(Topic<V> topic, V value) {
        String owner = topic.owner().name().toLowerCase(Locale.ROOT).replace('_', '-');
        Headers headers = CloudEvents.headers(
                "/blossomer/" + owner,
                typeOf(value),
                UUID.randomUUID().toString(),
                occurredAt(value),
                campaignId(value),
                traceId(value));
        if (value instanceof PromptTask task) {
            CloudEvents.economy(headers, task.getEconomy());
        }
        return headers;
    }

    static String campaignId(SpecificRecord value) {
        return text(value, "campaign_id");
    }

    static String traceId(SpecificRecord value) {
        return text(value, "trace_id");
    }

    private static Instant occurredAt(SpecificRecord value) {
        return switch (field(value, "occurred_at")) {
            case Instant instant -> instant;
            case Long millis -> Instant.ofEpochMilli(millis);
            case Object other -> throw new IllegalArgumentException("occurred_at is no time: " + other.getClass());
        };
    }

    /** What happened is the body where there is one: {@code …RunStarted} says more than {@code …CampaignEvent}. */
    private static String typeOf(SpecificRecord value) {
        Schema.Field body = value.getSchema().getField("body");
        if (body != null && value.get(body.pos()) instanceof IndexedRecord inner) {
            return inner.getSchema().getFullName();
        }
        return value.getSchema().getFullName();
    }

    private static String text(SpecificRecord value, String name) {
        return field(value, name).toString();
    }

    private static Object field(SpecificRecord value, String name) {
        Schema.Field field = value.getSchema().getField(name);
        if (field == null) {
            throw new IllegalArgumentException(
                    value.getSchema().getFullName() + " has no field " + name + ", which every event needs");
        }
        return value.get(field.pos());
    }
}
