package com.blossomer.gtm.platform.kafka;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Secondary;
import jakarta.inject.Singleton;

@Factory
final class KafkaBeans {

    @Singleton
    @Secondary
    KafkaSettings kafkaSettings(KafkaProperties properties) {
        return properties.settings();
    }
}
