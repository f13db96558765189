package com.blossomer.gtm.avro;

import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Any Avro value (generated and generic records, strings, bytes, numbers) in Confluent's wire format: for clients that
 * are configured by class name, with the settings of Confluent's {@code KafkaAvroSerializer}.
 */
public final class AvroSerializer implements Serializer<Object> {

    static {
        TrustedPackages.trust();
    }

    private @Nullable AvroEncoder encoder;

    @Override
    public void configure(Map<String, ?> config, boolean key) {
        encoder = new AvroEncoder(SerdeConfig.of(config, key), key);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's tombstones
    public byte @Nullable [] serialize(String topic, @Nullable Object value) {
        if (encoder == null) {
            throw new IllegalStateException(
                    "AvroSerializer is not configured: call configure() with schema.registry.url");
        }
        return value == null ? null : encoder.encode(topic, value);
    }
}
