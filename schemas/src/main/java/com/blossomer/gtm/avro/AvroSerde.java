package com.blossomer.gtm.avro;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Avro records of one generated class, in Confluent's wire format. Thread-safe, and so are its serializer and
 * deserializer; a value written under an older or newer schema is resolved to the class's own. Nothing is to be closed.
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {

    static {
        TrustedPackages.trust();
    }

    private final Serializer<T> serializer;
    private final Deserializer<T> deserializer;

    private AvroSerde(Class<T> type, SerdeConfig config) {
        this.serializer = new Writing<>(new AvroEncoder(config, false));
        this.deserializer = new Reading<>(type, new AvroDecoder(config, type));
    }

    /**
     * A configured serde for record values.
     *
     * @param config Confluent's names: {@code schema.registry.url}, {@code auto.register.schemas}, …
     */
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type, Map<String, ?> config) {
        return new AvroSerde<>(type, SerdeConfig.of(config, false));
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    private record Writing<T extends SpecificRecord>(AvroEncoder encoder) implements Serializer<T> {
        @Override
        @SuppressWarnings("NullAway") // Kafka's tombstones
        public byte @Nullable [] serialize(String topic, @Nullable T value) {
            return value == null ? null : encoder.encode(topic, value);
        }
    }

    private record Reading<T extends SpecificRecord>(Class<T> type, AvroDecoder decoder) implements Deserializer<T> {
        @Override
        @SuppressWarnings("NullAway") // Kafka's tombstones
        public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
            return bytes == null ? null : type.cast(decoder.decode(topic, bytes));
        }
    }
}
