package com.blossomer.gtm.embedded;

import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The compacted topic that the registry lives in: one partition, read whole at the start, written by this process only. */
final class SchemaTopic implements AutoCloseable {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.SCHEMAS, 0);

    private final KafkaProducer<String, String> producer;

    private SchemaTopic(KafkaProducer<String, String> producer) {
        this.producer = producer;
    }

    /** Hands every record that is there to {@code reader}, oldest first, before it returns. */
    static SchemaTopic open(String bootstrapServers, Consumer<RegistryRecord> reader) {
        long end = provision(bootstrapServers);
        read(bootstrapServers, end, reader);
        return new SchemaTopic(new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "client.id", "schema-registry", "acks", "all"),
                new StringSerializer(),
                new StringSerializer()));
    }

    /** Returns once the record is safe. */
    void write(RegistryRecord record) {
        RecordJson.Pair pair = RecordJson.write(record);
        try {
            producer.send(new ProducerRecord<String, String>(Topics.SCHEMAS, pair.key(), pair.value()))
                    .get();
        } catch (ExecutionException e) {
            throw new RegistryException(50001, "Writing to " + Topics.SCHEMAS + " failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException(50001, "Interrupted while writing to " + Topics.SCHEMAS);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }

    private static long provision(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            NewTopic topic = new NewTopic(Topics.SCHEMAS, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            try {
                admin.createTopics(List.of(topic)).all().get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("Cannot make the topic " + Topics.SCHEMAS, e.getCause());
                }
            }
            return end(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while opening " + Topics.SCHEMAS, e);
        }
    }

    /** The topic may take a moment until its leader is known. */
    private static long end(Admin admin) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return admin.listOffsets(Map.of(PARTITION, org.apache.kafka.clients.admin.OffsetSpec.latest()))
                        .partitionResult(PARTITION)
                        .get()
                        .offset();
            } catch (ExecutionException e) {
                boolean early = e.getCause() instanceof UnknownTopicOrPartitionException;
                if (!early || System.nanoTime() > deadline) {
                    throw new IllegalStateException("Cannot read the topic " + Topics.SCHEMAS, e.getCause());
                }
                Thread.sleep(50);
            }
        }
    }

    private static void read(String bootstrapServers, long end, Consumer<RegistryRecord> reader) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            while (consumer.position(PARTITION) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    reader.accept(RecordJson.read(record.key(), record.value()));
                }
            }
        }
    }
}
