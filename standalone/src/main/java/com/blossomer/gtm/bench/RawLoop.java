package com.blossomer.gtm.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the broker does alone: one producer, one consumer, no logic. Makes figures comparable across machines. */
public final class RawLoop {

    private static final String TOPIC = "bench.raw";
    private static final int RECORD_BYTES = 1_024;
    private static final int WARMUP = 20_000;
    private static final int RECORDS = 100_000;

    private RawLoop() {}

    /** Records a second, from the first sent to the last read. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Result(int recordBytes, double recordsPerSecond) {}

    static Result run(String bootstrapServers) throws InterruptedException, ExecutionException {
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(broker);
                var producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all", "linger.ms", "5"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                var consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            try {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                loop(producer, consumer, WARMUP);
                long start = System.nanoTime();
                loop(producer, consumer, RECORDS);
                return new Result(RECORD_BYTES, RECORDS / ((System.nanoTime() - start) / 1e9));
            } finally {
                admin.deleteTopics(List.of(TOPIC)).all().get();
            }
        }
    }

    private static void loop(KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer, int count)
            throws InterruptedException {
        byte[] value = new byte[RECORD_BYTES];
        new Random(1).nextBytes(value);
        Thread sender = Thread.ofPlatform().start(() -> {
            List<Future<?>> sent = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(TOPIC, value)));
            }
            producer.flush();
            if (sent.stream().anyMatch(record -> record.state() == Future.State.FAILED)) {
                throw new IllegalStateException("the broker did not take every record");
            }
        });
        int read = 0;
        while (read < count) {
            read += consumer.poll(Duration.ofSeconds(1)).count();
        }
        sender.join();
    }
}
