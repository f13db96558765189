package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.platform.kafka.CloudEvents;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.TraceParent;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.topics.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one task from bytes to published result. Called on the task's own virtual thread. */
final class TaskRunner<T extends SpecificRecord, R extends SpecificRecord> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final double[] PERCENTILES = {0.5, 0.95, 0.99};

    /** Of the percentiles, which are of the last minute. */
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Topic<T> tasks;
    private final TaskHandler<T, R> handler;
    private final WorkerSettings settings;
    private final Deserializer<T> deserializer;
    private final Producer<String, SpecificRecord> results;
    private final DeadLetters deadLetters;
    private final PublishedResults published;
    private final Timer delay;
    private final Timer timer;
    private final Tracing tracing;

    TaskRunner(
            KafkaClients clients,
            Topic<T> tasks,
            TaskHandler<T, R> handler,
            WorkerSettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        this.tasks = tasks;
        this.handler = handler;
        this.settings = settings;
        this.tracing = tracing;
        this.deserializer = clients.serde(tasks.type()).deserializer();
        this.results = clients.producer(settings.group() + "-results");
        this.deadLetters = new DeadLetters(clients);
        this.published = new PublishedResults(clients, tasks, handler.results());
        this.delay = Timer.builder("blossomer.worker.delay")
                .description("From a task being written to the topic to its start")
                .tag("worker", settings.group())
                .publishPercentiles(PERCENTILES)
                .distributionStatisticExpiry(WINDOW)
                .register(registry);
        this.timer = Timer.builder("blossomer.worker.task")
                .description("From the start of a task, still in bytes, to its published result")
                .tag("worker", settings.group())
                .publishPercentiles(PERCENTILES)
                .percentilePrecision(3)
                .distributionStatisticExpiry(WINDOW)
                .register(registry);
    }

    /** Marks as done what a worker that crashed had published and not marked, by partition number. */
    void recover(Map<Integer, PartitionProgress> crashed) {
        published.find(crashed);
    }

    /** False for a task of another worker's that its headers tell of; one that they do not tell of is found out by {@link #run}. */
    boolean takes(ConsumerRecord<byte[], byte[]> record) {
        return handler.takes(record.headers());
    }

    /** True when the task is done, whatever came of it; false when it must run again. */
    boolean run(ConsumerRecord<byte[], byte[]> record) {
        long begin = System.nanoTime();
        try {
            T task;
            try {
                task = read(record);
            } catch (SerializationException e) {
                putAside(record, e);
                return true;
            }
            if (!handler.takes(task)) {
                return true;
            }
            delay.record(Duration.ofMillis(Math.max(0, System.currentTimeMillis() - record.timestamp())));
            boolean done = traced(record, task);
            timer.record(Duration.ofNanos(System.nanoTime() - begin));
            return done;
        } catch (InterruptedException | InterruptException e) {
            return false;
        } catch (KafkaException e) {
            LOG.atError()
                    .addKeyValue("worker", settings.group())
                    .setCause(e)
                    .log("task could not be ended and runs again");
            return paused();
        }
    }

    /** Ends a task that killed its worker again and again. */
    boolean giveUp(ConsumerRecord<byte[], byte[]> record, int crashes) {
        try {
            T task = read(record);
            String reason = "The process that did this task died " + crashes + " times while it ran.";
            deadLetters.send(record, settings.group(), new IllegalStateException(reason));
            publish(record, task, handler.givenUp(task, reason));
            return true;
        } catch (SerializationException e) {
            putAside(record, e);
            return true;
        } catch (InterruptedException | KafkaException e) {
            return false;
        }
    }

    private void putAside(ConsumerRecord<byte[], byte[]> record, SerializationException why) {
        if (handler.putsAside(record.headers())) {
            deadLetters.send(record, settings.group(), why);
        }
    }

    @Override
    public void close() {
        results.close(Duration.ofSeconds(5));
        deadLetters.close();
    }

    @SuppressWarnings("try") // the scope is there to be closed
    private boolean traced(ConsumerRecord<byte[], byte[]> record, T task) throws InterruptedException {
        Span span = tracing.consume("process " + record.topic(), record, settings.group());
        try (Scope scope = span.makeCurrent()) {
            return attempt(record, task);
        } finally {
            span.end();
        }
    }

    private boolean attempt(ConsumerRecord<byte[], byte[]> record, T task) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                publish(record, task, handler.handle(task));
                return true;
            } catch (InterruptException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // Errors too: a page nested too deep for the stack must end its own task and hold up no other.
                LOG.atWarn()
                        .addKeyValue("worker", settings.group())
                        .addKeyValue("attempt", attempt)
                        .addKeyValue("offset", record.offset())
                        .addKeyValue(
                                "trace_id",
                                Tracing.parent(record).map(TraceParent::traceId).orElse(""))
                        .setCause(e)
                        .log("task threw");
                if (attempt >= settings.maxAttempts()) {
                    Span.current()
                            .setStatus(StatusCode.ERROR)
                            .setAttribute("error.type", e.getClass().getName());
                    deadLetters.send(record, settings.group(), e);
                    String reason =
                            "Failed " + attempt + " times: " + e.getClass().getSimpleName() + ".";
                    publish(record, task, handler.givenUp(task, reason));
                    return true;
                }
                Thread.sleep(pause(attempt));
            }
        }
    }

    /** Waits until the broker has the result; a result that cost money is sent until it is there. */
    private void publish(ConsumerRecord<byte[], byte[]> from, T task, R result) throws InterruptedException {
        ProducerRecord<String, SpecificRecord> record = Events.record(handler.results(), key(from), result);
        CloudEvents.task(record.headers(), from.topic(), from.partition(), from.offset());
        for (int attempt = 1; ; attempt++) {
            try {
                results.send(record).get();
                return;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RecordTooLargeException) {
                    publish(from, task, handler.givenUp(task, "The result is too large for the broker."));
                    return;
                }
                LOG.atError()
                        .addKeyValue("worker", settings.group())
                        .addKeyValue("attempt", attempt)
                        .setCause(e.getCause())
                        .log("result was not taken by the broker and is sent again");
                Thread.sleep(pause(attempt));
            }
        }
    }

    /** Keeps a task that cannot be ended now from running again at once. */
    private static boolean paused() {
        try {
            Thread.sleep(pause(4));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /**
     * @throws SerializationException when it is no task
     * @throws RetriableException when that could not be found out, as the schema registry is away
     */
    private T read(ConsumerRecord<byte[], byte[]> record) {
        T task;
        try {
            task = deserializer.deserialize(tasks.name(), record.value());
        } catch (SerializationException | RetriableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SerializationException("not a " + tasks.type().getSimpleName(), e);
        }
        if (task == null || record.key() == null) {
            throw new SerializationException("a task needs a key and a value");
        }
        return task;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    private static Duration pause(int attempt) {
        Duration doubled = Duration.ofMillis(100L << Math.min(attempt, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }
}
