package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
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

/**
 * The topic of commands, written to with {@code acks=all}. A command is stored or its future fails: within the produce
 * timeout, or at once while too many others are still on their way.
 */
@Singleton
final class CommandLog {

    /** Commands on their way at once; more would only queue up in memory while Kafka does not answer. */
    private static final int IN_FLIGHT = 10_000;

    private final Producer<String, SpecificRecord> producer;
    private final ExecutorService executor;
    private final Duration timeout;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

    CommandLog(KafkaClients kafka, @Named(TaskExecutors.BLOCKING) ExecutorService executor, IngressSettings settings) {
        this.producer = kafka.producer("ingress");
        this.executor = executor;
        this.timeout = settings.produceTimeout();
    }

    /** Completes when every in-sync replica has the command; fails with what Kafka said. */
    CompletableFuture<Void> append(CampaignCommand command) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        if (!inFlight.tryAcquire()) {
            stored.completeExceptionally(new IllegalStateException(IN_FLIGHT + " commands wait for Kafka already"));
            return stored;
        }
        executor.execute(() -> send(command, stored));
        return stored.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(CampaignCommand command, CompletableFuture<Void> stored) {
        send(command, (metadata, failure) -> {
            inFlight.release();
            if (failure == null) {
                stored.complete(null);
            } else {
                stored.completeExceptionally(failure);
            }
        });
    }

    /** Blocks while the producer's buffer is full or the topic's leader unknown; what fails is told to the callback. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
    void send(CampaignCommand command, Callback callback) {
        try {
            producer.send(Events.record(Topics.CAMPAIGN_COMMANDS, command.getSite(), command), callback);
        } catch (RuntimeException e) {
            callback.onCompletion(null, e);
        }
    }

    @PreDestroy
    void close() {
        producer.close(timeout);
    }
}
