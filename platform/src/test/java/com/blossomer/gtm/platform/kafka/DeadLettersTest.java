package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("configuration of all topics")
class DeadLettersTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();

    private final KafkaClients clients = new KafkaClients(
            new KafkaSettings(BACKENDS.bootstrapServers(), BACKENDS.registryUrl(), 4, (short) 1, Map.of()));

    @Test
    void a_dead_letter_keeps_the_raw_record_and_says_where_it_came_from_and_why() {
        new TopicProvisioner(clients, List.of(), RetentionSettings.DEFAULT).provision();
        TopicPartition letters = new TopicPartition(Topics.DEAD_LETTERS, 0);
        byte[] key = {0, 1, (byte) 0xff};
        byte[] value = {9, 8, 7};
        ConsumerRecord<byte[], byte[]> origin = new ConsumerRecord<>("some.topic", 3, 42, key, value);
        origin.headers().add("ce_subject", "cmp_1".getBytes(StandardCharsets.UTF_8));
        try (var reader = clients.tail("test", Map.of());
                DeadLetters deadLetters = new DeadLetters(clients)) {
            reader.assign(List.of(letters));
            reader.seekToEnd(List.of(letters));
            reader.position(letters);

            deadLetters.send(origin, "tester", new IllegalArgumentException("not Avro"));

            ConsumerRecord<byte[], byte[]> letter = await().atMost(Duration.ofSeconds(20))
                    .until(() -> withKey(key, reader.poll(Duration.ofMillis(100))), Optional::isPresent)
                    .orElseThrow();
            assertThat(letter.key()).isEqualTo(key);
            assertThat(letter.value()).isEqualTo(value);
            Headers headers = letter.headers();
            assertThat(CloudEvents.text(headers, "__streams.errors.topic")).isEqualTo("some.topic");
            assertThat(CloudEvents.text(headers, "__streams.errors.partition")).isEqualTo("3");
            assertThat(CloudEvents.text(headers, "__streams.errors.offset")).isEqualTo("42");
            assertThat(CloudEvents.text(headers, "__streams.errors.exception"))
                    .isEqualTo("java.lang.IllegalArgumentException");
            assertThat(CloudEvents.text(headers, "__streams.errors.message")).isEqualTo("not Avro");
            assertThat(CloudEvents.text(headers, "__streams.errors.stacktrace")).contains("DeadLettersTest");
            assertThat(CloudEvents.text(headers, "ce_subject")).isEqualTo("cmp_1");
        }
    }

    /** Other tests of the same broker send letters of their own. */
    private static Optional<ConsumerRecord<byte[], byte[]>> withKey(
            byte[] key, ConsumerRecords<byte[], byte[]> letters) {
        return StreamSupport.stream(letters.spliterator(), false)
                .filter(letter -> Arrays.equals(letter.key(), key))
                .findFirst();
    }
}
