package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.avro.AvroSerde;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes Kafka clients that all behave alike: durable and idempotent producers that add little delay, consumers that read
 * committed records as bytes, to be deserialised one by one so that a poison record harms no other. Who asks for a client
 * closes it.
 */
@Singleton
public final class KafkaClients {

    private final KafkaSettings settings;

    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    public KafkaSettings settings() {
        return settings;
    }

    /** For records of any of our Avro types. */
    public Producer<String, SpecificRecord> producer(String clientId) {
        return producer(clientId, new AnyRecordSerializer(settings.serde()));
    }

    /** For values that are bytes already. */
    public Producer<String, byte[]> bytesProducer(String clientId) {
        return producer(clientId, new ByteArraySerializer());
    }

    private <V> Producer<String, V> producer(String clientId, Serializer<V> values) {
        return new KafkaProducer<>(producerConfig(clientId), new StringSerializer(), values);
    }

    Producer<byte[], byte[]> rawProducer(String clientId) {
        return new KafkaProducer<>(producerConfig(clientId), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producerConfig(String clientId) {
        Map<String, Object> config = settings.common();
        config.put("client.id", clientId);
        config.putIfAbsent("acks", "all");
        config.putIfAbsent("enable.idempotence", true);
        config.putIfAbsent("linger.ms", 2);
        config.putIfAbsent("batch.size", 128 * 1024);
        config.putIfAbsent("compression.type", "lz4");
        config.putIfAbsent("max.request.size", 8 * 1024 * 1024);
        config.putIfAbsent("delivery.timeout.ms", 120_000);
        config.putIfAbsent("request.timeout.ms", 15_000);
        reconnectFast(config);
        return config;
    }

    /**
     * A member of a consumer group that commits nothing by itself.
     *
     * @param overrides Kafka's own names, over everything that is set here
     */
    public Consumer<byte[], byte[]> consumer(String group, Map<String, Object> overrides) {
        Map<String, Object> config = consumerConfig();
        config.put("group.id", group);
        config.put("client.id", group + "-" + UUID.randomUUID().toString().substring(0, 8));
        config.putIfAbsent("auto.offset.reset", "earliest");
        // How long the partitions of a killed member stand still.
        config.putIfAbsent("session.timeout.ms", 10_000);
        config.putIfAbsent(
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        config.putAll(overrides);
        return bytesConsumer(config);
    }

    /** A consumer without a group: its caller assigns partitions and positions. */
    public Consumer<byte[], byte[]> tail(String clientId, Map<String, Object> overrides) {
        Map<String, Object> config = consumerConfig();
        config.put("client.id", clientId + "-" + UUID.randomUUID().toString().substring(0, 8));
        config.putIfAbsent("auto.offset.reset", "earliest");
        config.putAll(overrides);
        return bytesConsumer(config);
    }

    private static Consumer<byte[], byte[]> bytesConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> consumerConfig() {
        Map<String, Object> config = settings.common();
        config.put("enable.auto.commit", false);
        config.putIfAbsent("isolation.level", "read_committed");
        config.putIfAbsent("fetch.max.wait.ms", 500);
        config.putIfAbsent("max.partition.fetch.bytes", 4 * 1024 * 1024);
        config.putIfAbsent("allow.auto.create.topics", false);
        reconnectFast(config);
        return config;
    }

    /** What keeps the time short between a broker's return and the next record. */
    private static void reconnectFast(Map<String, Object> config) {
        config.putIfAbsent("reconnect.backoff.ms", 50);
        config.putIfAbsent("reconnect.backoff.max.ms", 1_000);
    }

    public Admin admin() {
        Map<String, Object> config = new LinkedHashMap<>(settings.common());
        config.putIfAbsent("default.api.timeout.ms", 15_000);
        config.putIfAbsent("request.timeout.ms", 10_000);
        reconnectFast(config);
        return Admin.create(config);
    }

    /** A configured serde of its own for one type; thread-safe. */
    public <T extends SpecificRecord> AvroSerde<T> serde(Class<T> type) {
        return AvroSerde.of(type, settings.serde());
    }
}
