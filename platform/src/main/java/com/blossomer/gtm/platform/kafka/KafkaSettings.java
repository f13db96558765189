package com.blossomer.gtm.platform.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where Kafka and the registry are.
 *
 * @param bootstrapServers {@code KAFKA_BOOTSTRAP_SERVERS}
 * @param schemaRegistryUrl {@code SCHEMA_REGISTRY_URL}
 * @param sitePartitions partitions of every topic keyed by site; must not change once there is data
 * @param replicationFactor of topics made here
 * @param client further Kafka client settings, by Kafka's own names: security, SASL, …
 */
public record KafkaSettings(
        String bootstrapServers,
        String schemaRegistryUrl,
        int sitePartitions,
        short replicationFactor,
        Map<String, String> client) {

    public KafkaSettings {
        client = Map.copyOf(client);
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("KAFKA_BOOTSTRAP_SERVERS is empty");
        }
        if (sitePartitions < 1) {
            throw new IllegalArgumentException("site partitions must be at least 1, not " + sitePartitions);
        }
    }

    /** What every client starts from. */
    public Map<String, Object> common() {
        Map<String, Object> config = new LinkedHashMap<>(client);
        config.put("bootstrap.servers", bootstrapServers);
        return config;
    }

    /** What every Avro serde starts from. */
    public Map<String, Object> serde() {
        Map<String, Object> config = new LinkedHashMap<>(client);
        config.put("schema.registry.url", schemaRegistryUrl);
        return config;
    }
}
