package com.blossomer.gtm.platform.kafka;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import java.util.Map;

/** {@link KafkaSettings} as configuration. */
@ConfigurationProperties("blossomer.kafka")
record KafkaProperties(
        @Bindable(defaultValue = "localhost:9092") String bootstrapServers,
        @Bindable(defaultValue = "http://localhost:8081") String schemaRegistryUrl,
        @Bindable(defaultValue = "4") int sitePartitions,
        @Bindable(defaultValue = "1") int replicationFactor,

        @Bindable(defaultValue = "") @MapFormat(transformation = MapFormat.MapTransformation.FLAT)
        Map<String, String> client) {

    KafkaSettings settings() {
        return new KafkaSettings(
                bootstrapServers, schemaRegistryUrl, sitePartitions, (short) replicationFactor, client);
    }
}
