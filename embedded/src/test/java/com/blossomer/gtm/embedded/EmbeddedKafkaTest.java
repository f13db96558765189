package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

    private static final String TOPIC = "survivors";

    @TempDir
    Path data;

    @Test
    void records_survive_a_restart_and_the_port_stays_the_same() throws Exception {
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            address = kafka.bootstrapServers();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", address))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            produce(address, "before");
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            assertThat(kafka.bootstrapServers()).isEqualTo(address).startsWith("127.0.0.1:");
            produce(address, "after");
            assertThat(read(address, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void a_taken_port_is_no_obstacle() throws Exception {
        String first;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(data, 0)) {
            first = kafka.bootstrapServers();
        }
        int port = Integer.parseInt(first.substring(first.indexOf(':') + 1));
        try (var socket = new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress());
                EmbeddedKafka kafka = EmbeddedKafka.start(data, 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(socket.isBound()).isTrue();
            assertThat(kafka.bootstrapServers()).isNotEqualTo(first);
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    private static void produce(String address, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", address, "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value)).get();
        }
    }

    private static List<String> read(String address, int count) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", address, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
