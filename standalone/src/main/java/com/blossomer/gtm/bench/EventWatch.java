package com.blossomer.gtm.bench;

import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the campaign events from now on, as any consumer of the system can: committed ones only. What they are is told by their
 * headers, and only ends are decoded: the system that is measured runs on the same cores.
 */
final class EventWatch implements AutoCloseable {

    private static final String FINISHED = RunFinished.getClassSchema().getFullName();
    private static final String COMPLETED = StageCompleted.getClassSchema().getFullName();

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<CampaignEvent> events;
    private final Map<String, Finish> finished = new ConcurrentHashMap<>();
    private final LongAdder stages = new LongAdder();
    private final Thread thread;

    /** When the end of a run was seen, by {@link System#nanoTime}. */
    record Finish(long nanos, RunStatus status) {}

    EventWatch(ServerAddress server) {
        events = AvroSerde.of(CampaignEvent.class, Map.of("schema.registry.url", server.schemaRegistryUrl()))
                .deserializer();
        Map<String, Object> config = Map.of(
                "bootstrap.servers", server.kafkaBootstrapServers(),
                "isolation.level", "read_committed",
                "enable.auto.commit", "false");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(Topics.CAMPAIGN_EVENTS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("bench-events").start(this::read);
    }

    /** Waits until {@code count} runs have finished since the start. */
    void awaitFinished(int count, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (finished) {
            while (finished.size() < count) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new IllegalStateException(finished.size() + " of " + count + " campaigns finished within "
                            + patience.toSeconds() + " s");
                }
                finished.wait(left);
            }
        }
    }

    Map<String, Finish> finished() {
        return finished;
    }

    long stagesCompleted() {
        return stages.sum();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                var records = consumer.poll(Duration.ofSeconds(1));
                long now = System.nanoTime();
                records.forEach(record -> seen(record, now));
                if (!records.isEmpty()) {
                    synchronized (finished) {
                        finished.notifyAll();
                    }
                }
            }
        } catch (WakeupException e) {
            // Closed.
        }
    }

    private void seen(ConsumerRecord<String, byte[]> record, long now) {
        String type = CloudEvents.text(record.headers(), CloudEvents.TYPE);
        if (COMPLETED.equals(type)) {
            stages.increment();
        } else if (FINISHED.equals(type)) {
            CampaignEvent event = events.deserialize(record.topic(), record.value());
            if (event.getBody() instanceof RunFinished end) {
                finished.putIfAbsent(event.getCampaignId(), new Finish(now, end.getStatus()));
            }
        }
    }
}
