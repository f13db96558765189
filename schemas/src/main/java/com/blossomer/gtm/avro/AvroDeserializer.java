package com.blossomer.gtm.avro;

import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Any Avro value out of Confluent's wire format: for clients that are configured by class name, with the settings of
 * Confluent's {@code KafkaAvroDeserializer}. Generic records, unless {@code specific.avro.reader} is true.
 */
public final class AvroDeserializer implements Deserializer<Object> {

    static {
        TrustedPackages.trust();
    }

    private @Nullable AvroDecoder decoder;

    @Override
    public void configure(Map<String, ?> config, boolean key) {
        decoder = new AvroDecoder(SerdeConfig.of(config, key), null);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's tombstones
    public @Nullable Object deserialize(String topic, byte @Nullable [] bytes) {
        if (decoder == null) {
            throw new IllegalStateException(
                    "AvroDeserializer is not configured: call configure() with schema.registry.url");
        }
        return bytes == null ? null : decoder.decode(topic, bytes);
    }
}
