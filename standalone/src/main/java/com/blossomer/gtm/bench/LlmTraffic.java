package com.blossomer.gtm.bench;

import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Tasks sent and results read, on two threads of their own. Times are from a task's sending to its result's being read. */
final class LlmTraffic implements AutoCloseable {

    private final KafkaClients clients;
    private final LlmTasks tasks;
    private final Producer<String, SpecificRecord> producer;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger(1);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Histogram interactive = new SynchronizedHistogram(3);
    private final Histogram batch = new SynchronizedHistogram(3);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean open = true;

    LlmTraffic(KafkaClients clients, LlmTasks tasks) {
        this.clients = clients;
        this.tasks = tasks;
        this.producer = clients.producer("bench");
        threads.add(Thread.ofPlatform().name("bench-results").start(this::read));
    }

    /** Results so far. */
    long answered() {
        return answered.get();
    }

    /** Tasks that were sent and have no result yet. */
    int waiting() {
        return sent.size();
    }

    /** Results so far that are no answers. */
    long failed() {
        return failed.get();
    }

    /** Of a lane's results since the last {@link #forget}, in microseconds. */
    Histogram latencies(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> interactive.copy();
            case BATCH -> batch.copy();
        };
    }

    void forget() {
        interactive.reset();
        batch.reset();
    }

    /** Sends until so many tasks wait for their results, or twice as many were sent. */
    void backlog(long tasks) {
        for (long count = 0; count < 2 * tasks && sent.size() < tasks; count++) {
            send(Lane.BATCH);
        }
    }

    /** Sends evenly until closed. */
    void steady(Lane lane, double perSecond) {
        threads.add(Thread.ofPlatform().name("bench-steady").start(() -> {
            long start = System.nanoTime();
            for (long count = 0; open; count++) {
                long due = start + (long) (count * 1e9 / perSecond);
                for (long wait = due - System.nanoTime(); open && wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                send(lane);
            }
        }));
    }

    private void send(Lane lane) {
        var task = tasks.task(next.getAndIncrement() % 1_000_000, lane);
        var topic = switch (lane) {
            case INTERACTIVE -> Topics.PROMPT_TASKS_INTERACTIVE;
            case BATCH -> Topics.PROMPT_TASKS_BATCH;
        };
        sent.put(task.getTaskId(), System.nanoTime());
        Future<?> taken = producer.send(Events.record(topic, task.getSite(), task));
        if (taken.state() == Future.State.FAILED) {
            throw new IllegalStateException("the broker did not take a task", taken.exceptionNow());
        }
    }

    private void read() {
        try (Consumer<byte[], byte[]> consumer = clients.tail("bench-results", Map.of());
                var deserializer = clients.serde(PromptResult.class).deserializer()) {
            List<TopicPartition> partitions = new ArrayList<>();
            consumer.partitionsFor(Topics.PROMPT_RESULTS.name())
                    .forEach(partition -> partitions.add(new TopicPartition(partition.topic(), partition.partition())));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (open) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(record -> note(deserializer.deserialize(record.topic(), record.value()), now));
            }
        } catch (InterruptException e) {
            open = false;
        }
    }

    private void note(PromptResult result, long now) {
        Long begun = sent.remove(result.getTaskId());
        if (begun == null) {
            return;
        }
        answered.incrementAndGet();
        if (!(result.getBody() instanceof Completion)) {
            failed.incrementAndGet();
        }
        Histogram times = result.getTaskId().startsWith(Lane.INTERACTIVE.name()) ? interactive : batch;
        times.recordValue((now - begun) / 1_000);
    }

    @Override
    public void close() {
        open = false;
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        producer.close(Duration.ofSeconds(5));
    }
}
