package com.blossomer.gtm.projections;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** The shared broker, with all topics, and what tests do with it. */
public final class TestKafka {

    public static final int PARTITIONS = 4;

    private static final KafkaClients CLIENTS = connect();

    private TestKafka() {}

    static KafkaClients clients() {
        return CLIENTS;
    }

    /** The same broker, by way of another registry's address, which is asked once only. */
    static KafkaClients clients(String registryUrl) {
        return new KafkaClients(new KafkaSettings(
                EmbeddedBackends.shared().bootstrapServers(),
                registryUrl,
                PARTITIONS,
                (short) 1,
                Map.of("max.retries", "0")));
    }

    static String registryUrl() {
        return EmbeddedBackends.shared().registryUrl();
    }

    public static Map<String, String> properties() {
        return Map.of(
                "blossomer.kafka.bootstrap-servers", EmbeddedBackends.shared().bootstrapServers(),
                "blossomer.kafka.schema-registry-url", EmbeddedBackends.shared().registryUrl(),
                "blossomer.kafka.site-partitions", Integer.toString(PARTITIONS));
    }

    public static void produce(List<? extends SpecificRecord> values) {
        try (Producer<String, SpecificRecord> producer = CLIENTS.producer("test")) {
            await(values.stream().map(value -> producer.send(record(value))).toList());
        }
    }

    /** Bytes that may be anything, on the topic of campaign events. */
    static void produceRaw(String site, byte[] value) {
        try (Producer<String, byte[]> producer = CLIENTS.bytesProducer("test-raw")) {
            await(List.of(producer.send(new ProducerRecord<>(Topics.CAMPAIGN_EVENTS.name(), site, value))));
        }
    }

    private static void await(List<Future<RecordMetadata>> sent) {
        for (Future<RecordMetadata> one : sent) {
            try {
                one.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException("a record was not written", e);
            }
        }
    }

    /** The ends of the projected topics, in the form and order in which tests read offsets from a database. */
    static List<String> ends() {
        List<TopicPartition> partitions = Stream.of(
                        Topics.CAMPAIGN_COMMANDS, Topics.CAMPAIGN_EVENTS, Topics.CONTENT_RESULTS)
                .flatMap(topic -> IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        try (var consumer = CLIENTS.tail("test-ends", Map.of())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return partitions.stream()
                    .map(partition -> partition.topic() + "|" + partition.partition() + "|" + ends.get(partition))
                    .toList();
        }
    }

    static List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
        try (var consumer = CLIENTS.tail("test-dead-letters", Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static ProducerRecord<String, SpecificRecord> record(SpecificRecord value) {
        return switch (value) {
            case CampaignCommand command -> Events.record(Topics.CAMPAIGN_COMMANDS, command.getSite(), command);
            case CampaignEvent event -> Events.record(Topics.CAMPAIGN_EVENTS, event.getSite(), event);
            case ContentResult result -> Events.record(Topics.CONTENT_RESULTS, result.getSite(), result);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    private static KafkaClients connect() {
        EmbeddedBackends backends = EmbeddedBackends.shared();
        KafkaClients clients = new KafkaClients(new KafkaSettings(
                backends.bootstrapServers(), backends.registryUrl(), PARTITIONS, (short) 1, Map.of()));
        new TopicProvisioner(clients, List.of()).provision();
        return clients;
    }
}
