package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.scheduling.TaskExecutors;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
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
import org.jspecify.annotations.Nullable;

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
    private final Tracing tracing;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

    CommandLog(KafkaClients kafka, @Named(TaskExecutors.BLOCKING) ExecutorService executor, Tracing tracing) {
        this.producer = kafka.producer("commands");
        this.executor = executor;
        this.tracing = tracing;
    }

    /** Completes when every in-sync replica has the command; fails with what Kafka said. */
    public CompletableFuture<Void> append(CampaignCommand command, Duration timeout) {
        Span.current().setAttribute("blossomer.campaign.id", command.getCampaignId());
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
        Sending<V> sending = new Sending<>(topic, key, value);
        executor.execute(() -> send(sending, stored));
        return stored.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void send(Sending<?> sending, CompletableFuture<Void> stored) {
        send(sending, (metadata, failure) -> {
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
        send(Topics.CAMPAIGN_COMMANDS, command.getSite(), command, callback);
    }

    /** The same for another topic. */
    public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, Callback callback) {
        send(new Sending<>(topic, key, value), callback);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears the same
    private void send(Sending<?> sending, Callback callback) {
        Callback ending = (metadata, failure) -> {
            sending.end(failure);
            callback.onCompletion(metadata, failure);
        };
        try {
            producer.send(sending.record(), ending);
        } catch (RuntimeException e) {
            ending.onCompletion(null, e);
        }
    }

    /** A command and the span of its way to Kafka, child of the span that the asking thread is in. */
    private final class Sending<V extends SpecificRecord> {
        private final Topic<V> topic;
        private final String key;
        private final V value;
        private final Span span;

        Sending(Topic<V> topic, String key, V value) {
            this.topic = topic;
            this.key = key;
            this.value = value;
            this.span = tracing.isOn()
                    ? tracing.send(topic.name(), Events.traceId(value), Events.campaignId(value))
                    : Span.getInvalid();
        }

        @SuppressWarnings("try") // the scope is there to be closed
        ProducerRecord<String, SpecificRecord> record() {
            try (Scope scope = span.makeCurrent()) {
                return Events.record(topic, key, value);
            }
        }

        void end(@Nullable Exception failure) {
            if (failure != null) {
                span.setStatus(StatusCode.ERROR);
                span.setAttribute("error.type", failure.getClass().getName());
            }
            span.end();
        }
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
