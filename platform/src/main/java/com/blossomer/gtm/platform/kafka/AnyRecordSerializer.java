package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.avro.AvroSerde;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Hands each record to the serializer of its class. */
final class AnyRecordSerializer implements Serializer<SpecificRecord> {

    private final Map<String, Object> config;
    private final Map<Class<?>, Serializer<SpecificRecord>> serializers = new ConcurrentHashMap<>();

    AnyRecordSerializer(Map<String, Object> config) {
        this.config = config;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord value) {
        return value == null
                ? null
                : serializers
                        .computeIfAbsent(value.getClass(), this::serializerOf)
                        .serialize(topic, value);
    }

    @SuppressWarnings("unchecked") // the serializer only ever gets records of its own class
    private Serializer<SpecificRecord> serializerOf(Class<?> type) {
        return (Serializer<SpecificRecord>) (Serializer<?>)
                AvroSerde.of(type.asSubclass(SpecificRecord.class), config).serializer();
    }
}
