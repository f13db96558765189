package com.blossomer.gtm.avro;

import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;

/** Under which subject a schema is registered: Confluent's three strategies. */
enum SubjectNames {
    TOPIC_NAME,
    RECORD_NAME,
    TOPIC_RECORD_NAME;

    /** By Confluent's class names ({@code io.confluent.kafka.serializers.subject.RecordNameStrategy}), short or full. */
    static SubjectNames parse(String property, Object value) {
        String name = value instanceof Class<?> type ? type.getName() : value.toString();
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "topicnamestrategy" -> TOPIC_NAME;
            case "recordnamestrategy" -> RECORD_NAME;
            case "topicrecordnamestrategy" -> TOPIC_RECORD_NAME;
            default ->
                throw new ConfigException(
                        property, value, "must be TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy");
        };
    }

    String subject(String topic, boolean key, Schema schema) {
        return switch (this) {
            case TOPIC_NAME -> topic + (key ? "-key" : "-value");
            case RECORD_NAME -> named(schema, topic);
            case TOPIC_RECORD_NAME -> topic + "-" + named(schema, topic);
        };
    }

    private static String named(Schema schema, String topic) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> schema.getFullName();
            case ARRAY, MAP, UNION, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL ->
                throw new SerializationException("A subject named after the record needs a named schema, but topic "
                        + topic + " got " + schema.getType().getName()
                        + "; use TopicNameStrategy for it, or send a record");
        };
    }
}
