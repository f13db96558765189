package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.topics.Topics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records go that cannot be handled: raw key and value, the headers they came with, and in the headers of Kafka
 * Streams' own dead letters where they came from and why.
 */
@Singleton
public final class DeadLetters implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final String PREFIX = "__streams.errors.";
    private static final int MAX_STACK_TRACE = 8_000;

    private final KafkaClients clients;
    private @Nullable Producer<byte[], byte[]> producer;

    public DeadLetters(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Writes a dead letter and waits until the broker has it.
     *
     * @param component who gave the record up
     * @throws KafkaException when it could not be written: the record must then not count as handled
     */
    public void send(ConsumerRecord<byte[], byte[]> origin, String component, Throwable why) {
        var letter = new ProducerRecord<>(
                Topics.DEAD_LETTERS, null, origin.key(), origin.value(), headers(origin, component, why));
        try {
            producer().send(letter).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException("dead letter of " + place(origin) + " was not written", e.getCause());
        }
        LOG.atWarn()
                .addKeyValue("component", component)
                .addKeyValue("origin", place(origin))
                .addKeyValue("exception", why.getClass().getName())
                .log("record put to the dead letters");
    }

    private static Headers headers(ConsumerRecord<byte[], byte[]> origin, String component, Throwable why) {
        Headers headers = new RecordHeaders(origin.headers());
        put(headers, "topic", origin.topic());
        put(headers, "partition", Integer.toString(origin.partition()));
        put(headers, "offset", Long.toString(origin.offset()));
        put(headers, "exception", why.getClass().getName());
        put(headers, "message", String.valueOf(why.getMessage()));
        put(headers, "stacktrace", stackTrace(why));
        put(headers, "component", component);
        return headers;
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(PREFIX + name).add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Throwable why) {
        StringWriter text = new StringWriter();
        why.printStackTrace(new PrintWriter(text));
        String whole = text.toString();
        return whole.length() <= MAX_STACK_TRACE ? whole : whole.substring(0, MAX_STACK_TRACE);
    }

    private static String place(ConsumerRecord<?, ?> origin) {
        return origin.topic() + "-" + origin.partition() + "@" + origin.offset();
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = clients.rawProducer("dead-letters");
        }
        return producer;
    }

    @Override
    @PreDestroy
    public synchronized void close() {
        if (producer != null) {
            producer.close();
            producer = null;
        }
    }
}
