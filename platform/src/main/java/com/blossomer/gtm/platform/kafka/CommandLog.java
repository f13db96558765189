package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Topics of commands, written to with {@code acks=all}. A command is stored or its future fails: within the caller's
 * timeout, or at once while too many others are still on their way. Thread-safe.
 */
@Singleton
public final class CommandLog {

    /** Commands on their way at once; more would only queue up in memory while Kafka does not answer. */
    private static final int IN_FLIGHT = 10_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Producer<String, SpecificRecord> producer;
    private final ExecutorService executor;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

    CommandLog(KafkaClients kafka, @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
        this.producer = kafka.producer("commands");
        this.executor = executor;
    }

    /** Completes when every in-sync replica has the command; fails with what Kafka said. */
    public CompletableFuture<Void> append(CampaignCommand command, Duration timeout) {
        return append(Topics.CAMPAIGN_COMMANDS, command.getSite(), command, timeout);
    }

    /** The same for another topic that is written to by requests. */
    public <V extends SpecificRecord> CompletableFuture<Void> append(
            Topic<V> topic, String key, V value, Duration timeout) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        if (!inFlight.tryAcquire()) {
            stored.completeExceptionally(new IllegalStateException(IN_FLIGHT + " commands wait for Kafka already"));
            return stored;
        }
        executor.execute(() -> send(Events.record(topic, key, value), stored));
        return stored.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(ProducerRecord<String, SpecificRecord> record, CompletableFuture<Void> stored) {
        send(record, (metadata, failure) -> {
            inFlight.release();
            if (failure == null) {
                stored.complete(null);
            } else {
                stored.completeExceptionally(failure);
            }
        });
    }

    /** Blocks while the producer's buffer is full or the topic's leader unknown; what fails is told to the callback. */
    public void send(CampaignCommand command, Callback callback) {
        send(Events.record(Topics.CAMPAIGN_COMMANDS, command.getSite(), command), callback);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
    private void send(ProducerRecord<String, SpecificRecord> record, Callback callback) {
        try {
            producer.send(record, callback);
        } catch (RuntimeException e) {
            callback.onCompletion(null, e);
        }
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
