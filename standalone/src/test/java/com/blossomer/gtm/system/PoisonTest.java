package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.standalone.SampleSites;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record that nobody can read, on every topic: it is put aside with its origin, and the rest flows on. */
class PoisonTest {

    private static final byte[] POISON = "not Avro".getBytes(StandardCharsets.UTF_8);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    void poison_on_every_topic_ends_in_the_dead_letters_and_campaigns_go_on(@TempDir Path data) throws Exception {
        try (SampleSites samples = SampleSites.start();
                Standalone system =
                        Standalone.start(StandaloneSettings.in(data).with("blossomer.fetch.allow", "127.0.0.0/8"));
                ApiClient api = new ApiClient(system.url(), system.apiKey())) {
            ServerAddress address = ServerAddress.running(data).orElseThrow();
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", address.kafkaBootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (Topic<?> topic : Topics.all()) {
                    producer.send(new ProducerRecord<>(topic.name(), 0, POISON, POISON))
                            .get();
                }
            }
            assertThat(new Campaigns(api)
                            .run(samples.urls(), PATIENCE)
                            .getFirst()
                            .path("status")
                            .asText())
                    .isEqualTo("completed");
            Set<String> expected = new TreeSet<>();
            Topics.all().forEach(topic -> expected.add(topic.name()));
            // Read whole by every process, each of which passes it over.
            expected.remove(Topics.LLM_SUBMISSIONS.name());
            expected.remove(Topics.PROMPTS.name());
            // Read by the batch that a row belongs to; this one belongs to none.
            expected.remove(Topics.BATCH_ROWS.name());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(origins(address)).isEqualTo(expected));
        }
    }

    private static Set<String> origins(ServerAddress address) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", address.kafkaBootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                    .map(partition -> new TopicPartition(Topics.DEAD_LETTERS, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Set<String> origins = new TreeSet<>();
            for (int poll = 0; poll < 5; poll++) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(record.value()).isEqualTo(POISON);
                    origins.add(new String(
                            record.headers()
                                    .lastHeader("__streams.errors.topic")
                                    .value(),
                            StandardCharsets.UTF_8));
                }
            }
            return origins;
        }
    }
}
