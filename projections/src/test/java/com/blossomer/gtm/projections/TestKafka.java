package com.blossomer.gtm.projections;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.embedded.EmbeddedRegistry;
import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    public static KafkaClients clients() {
        return CLIENTS;
    }

    public static Map<String, String> properties() {
        EmbeddedBackends backends = EmbeddedBackends.shared();
        return properties(backends.bootstrapServers(), backends.registryUrl());
    }

    /** What tests record happened at a fixed time, and must not be dropped as old. */
    private static Map<String, String> properties(String bootstrapServers, String registryUrl) {
        return Map.of(
                "blossomer.roles.search",
                "false",
                "blossomer.kafka.bootstrap-servers",
                bootstrapServers,
                "blossomer.kafka.schema-registry-url",
                registryUrl,
                "blossomer.kafka.site-partitions",
                Integer.toString(PARTITIONS),
                "blossomer.retention.campaigns",
                "36500d",
                "blossomer.retention.content",
                "36500d",
                "blossomer.retention.usage",
                "36500d");
    }

    public static void produce(List<? extends SpecificRecord> values) {
        produce(CLIENTS, values);
    }

    private static void produce(KafkaClients clients, List<? extends SpecificRecord> values) {
        try (Producer<String, SpecificRecord> producer = clients.producer("test")) {
            await(values.stream().map(value -> producer.send(record(value))).toList());
        }
    }

    /** Bytes that may be anything, on the topic of campaign events. */
    public static void produceRaw(String site, byte[] value) {
        produceRaw(CLIENTS, site, value);
    }

    private static void produceRaw(KafkaClients clients, String site, byte[] value) {
        try (Producer<String, byte[]> producer = clients.bytesProducer("test-raw")) {
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
    public static List<String> ends() {
        return ends(CLIENTS);
    }

    private static List<String> ends(KafkaClients clients) {
        List<TopicPartition> partitions = Stream.of(
                        Topics.BATCH_EVENTS,
                        Topics.BUDGETS,
                        Topics.CAMPAIGN_COMMANDS,
                        Topics.CAMPAIGN_EVENTS,
                        Topics.CONTENT_RESULTS,
                        Topics.REPLAYS)
                .flatMap(topic -> IntStream.range(0, PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .toList();
        try (var consumer = clients.tail("test-ends", Map.of())) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            return partitions.stream()
                    .map(partition -> partition.topic() + "|" + partition.partition() + "|" + ends.get(partition))
                    .toList();
        }
    }

    /** What was asked of the pipeline under this key. */
    public static List<CampaignCommand> commands(String site) {
        List<CampaignCommand> commands = new ArrayList<>();
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(Topics.CAMPAIGN_COMMANDS.name(), partition))
                .toList();
        byte[] key = site.getBytes(StandardCharsets.UTF_8);
        try (var consumer = CLIENTS.tail("test-commands", Map.of());
                var deserializer = CLIENTS.serde(CampaignCommand.class).deserializer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(at -> consumer.position(at) < ends.getOrDefault(at, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (Arrays.equals(record.key(), key)) {
                        commands.add(deserializer.deserialize(record.topic(), record.value()));
                    }
                }
            }
        }
        return commands;
    }

    static List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return deadLetters(CLIENTS);
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters(KafkaClients clients) {
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
        try (var consumer = clients.tail("test-dead-letters", Map.of())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        return letters;
    }

    /** Written now, whenever it happened: what is older than its topic's retention would vanish under the test. */
    private static ProducerRecord<String, SpecificRecord> record(SpecificRecord value) {
        ProducerRecord<String, SpecificRecord> record = recorded(value);
        return new ProducerRecord<>(record.topic(), null, null, record.key(), record.value(), record.headers());
    }

    private static ProducerRecord<String, SpecificRecord> recorded(SpecificRecord value) {
        return switch (value) {
            case CampaignCommand command -> Events.record(Topics.CAMPAIGN_COMMANDS, command.getSite(), command);
            case CampaignEvent event -> Events.record(Topics.CAMPAIGN_EVENTS, event.getSite(), event);
            case BatchEvent event -> Events.record(Topics.BATCH_EVENTS, event.getBatchId(), event);
            case Replay replay ->
                Events.record(Topics.REPLAYS, replay.getTenant() + "/" + replay.getReplayId(), replay);
            case ContentResult result -> Events.record(Topics.CONTENT_RESULTS, result.getSite(), result);
            default -> throw new IllegalArgumentException(value.getClass().getName());
        };
    }

    private static KafkaClients connect() {
        EmbeddedBackends backends = EmbeddedBackends.shared();
        return connect(backends.bootstrapServers(), backends.registryUrl());
    }

    private static KafkaClients connect(String bootstrapServers, String registryUrl) {
        KafkaClients clients =
                new KafkaClients(new KafkaSettings(bootstrapServers, registryUrl, PARTITIONS, (short) 1, Map.of()));
        new TopicProvisioner(clients, List.of(), RetentionSettings.DEFAULT).provision();
        return clients;
    }

    /** A broker for one class, or for one test that writes so much that others should not have to read it. */
    record Own(EmbeddedKafka kafka, EmbeddedRegistry registry, KafkaClients clients) implements AutoCloseable {

        static Own start(Path directory) {
            EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
            EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0);
            return new Own(kafka, registry, connect(kafka.bootstrapServers(), registry.url()));
        }

        Map<String, String> properties() {
            return TestKafka.properties(kafka.bootstrapServers(), registry.url());
        }

        /** By way of another registry's address, which is asked once only. */
        KafkaClients clients(String registryUrl) {
            return new KafkaClients(new KafkaSettings(
                    kafka.bootstrapServers(), registryUrl, PARTITIONS, (short) 1, Map.of("max.retries", "0")));
        }

        void produce(List<? extends SpecificRecord> values) {
            TestKafka.produce(clients, values);
        }

        void produceRaw(String site, byte[] value) {
            TestKafka.produceRaw(clients, site, value);
        }

        List<String> ends() {
            return TestKafka.ends(clients);
        }

        List<ConsumerRecord<byte[], byte[]>> deadLetters() {
            return TestKafka.deadLetters(clients);
        }

        @Override
        public void close() {
            registry.close();
            kafka.close();
        }
    }
}
