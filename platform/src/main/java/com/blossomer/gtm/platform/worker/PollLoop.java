package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a worker's consumer: polls, starts tasks, gathers what ended, commits. All state belongs to its thread. */
final class PollLoop<T extends SpecificRecord, R extends SpecificRecord> implements AutoCloseable {

    /** After this many crashes in a row without progress, tasks run one at a time until the watermark moves. */
    private static final int CRASHES_BEFORE_SOLO = 2;

    /** Tasks that are read of a partition and not started, at least. */
    private static final int READ_AHEAD = 16;

    private static final Duration POLL_WHILE_IDLE = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(20);

    /** Between two polls while tasks that were read cannot start yet: nothing more is wanted of the broker. */
    private static final Duration POLL_WHILE_TASKS_WAIT = Duration.ofMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Topic<T> tasks;
    private final TaskRunner<T, R> runner;
    private final WorkerSettings settings;
    private final AtomicInteger inFlight;
    private final Map<TopicPartition, PartitionWork> work = new HashMap<>();
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
    private volatile @Nullable Ending ending;
    private volatile long lastPoll = System.nanoTime();
    private long lastCommit = System.nanoTime();

    /** How the loop ends. */
    enum Ending {
        ORDERLY,
        CRASH
    }

    private record Ended(PartitionWork partition, Thread thread, ConsumerRecord<byte[], byte[]> record, boolean done) {}

    PollLoop(
            Consumer<byte[], byte[]> consumer,
            Topic<T> tasks,
            TaskRunner<T, R> runner,
            WorkerSettings settings,
            AtomicInteger inFlight) {
        this.consumer = consumer;
        this.tasks = tasks;
        this.runner = runner;
        this.settings = settings;
        this.inFlight = inFlight;
    }

    void end(Ending how) {
        ending = how;
    }

    Duration sinceLastPoll() {
        return Duration.ofNanos(System.nanoTime() - lastPoll);
    }

    void run() {
        consumer.subscribe(List.of(tasks.name()), new Rebalance());
        while (ending == null) {
            if (!tasksWait()) {
                poll(inFlight.get() > 0 ? POLL : POLL_WHILE_IDLE);
            } else if (sinceLastPoll().compareTo(POLL_WHILE_TASKS_WAIT) >= 0) {
                poll(Duration.ZERO);
            } else {
                awaitEnd(POLL_WHILE_TASKS_WAIT);
            }
            gather();
            dispatch();
            if (System.nanoTime() - lastCommit >= settings.commitInterval().toNanos()) {
                commit();
            }
        }
        if (ending == Ending.CRASH) {
            work.values().forEach(PartitionWork::interrupt);
            work.clear();
        } else {
            handBack(List.copyOf(work.keySet()), settings.stopTimeout());
        }
    }

    @Override
    public void close() {
        try {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("worker", settings.group()).setCause(e).log("consumer did not close cleanly");
        }
    }

    /** A poll also delays what this thread does besides: marking as done what has ended. */
    private void poll(Duration patience) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
            PartitionWork partition = work.get(new TopicPartition(record.topic(), record.partition()));
            if (partition != null) {
                letGoOfBuffer(record);
                partition.read(record, runner.takes(record));
            }
        }
        lastPoll = System.nanoTime();
        int most = Math.max(READ_AHEAD, settings.readAhead() / Math.max(1, work.size()));
        for (PartitionWork partition : work.values()) {
            Set<TopicPartition> one = Set.of(partition.partition());
            if (partition.queued() >= most) {
                consumer.pause(one);
            } else if (partition.queued() <= most / 2) {
                consumer.resume(one);
            }
        }
    }

    /** Headers that nobody has looked at hold the record as it was fetched: all of its value, a second time. */
    private static void letGoOfBuffer(ConsumerRecord<byte[], byte[]> record) {
        for (Header header : record.headers()) {
            header.key();
            header.value();
        }
    }

    /** Sleeps until a task ends, whose place the next can take at once. */
    private void awaitEnd(Duration most) {
        try {
            Ended first = ended.poll(most.toNanos(), TimeUnit.NANOSECONDS);
            if (first != null) {
                ended(first);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private boolean tasksWait() {
        return work.values().stream().anyMatch(partition -> partition.queued() > 0);
    }

    /** Starts what may start: a task of each partition in turn, so that none waits behind another. */
    private void dispatch() {
        boolean started = true;
        while (started) {
            started = false;
            for (PartitionWork partition : List.copyOf(work.values())) {
                if (inFlight.get() >= (solo() ? 1 : settings.concurrency())) {
                    return;
                }
                ConsumerRecord<byte[], byte[]> record = partition.next();
                if (record != null) {
                    start(partition, record);
                    started = true;
                }
            }
        }
    }

    private boolean solo() {
        return work.values().stream().anyMatch(partition -> partition.progress().crashes() >= CRASHES_BEFORE_SOLO);
    }

    private void start(PartitionWork partition, ConsumerRecord<byte[], byte[]> record) {
        PartitionProgress progress = partition.progress();
        long offset = record.offset();
        boolean fatal = progress.crashesOf(offset) >= settings.maxAttempts();
        if (!fatal && solo()) {
            progress.suspect(offset);
            partition.commitAgain();
            OffsetAndMetadata marked = partition.toCommit(false);
            if (marked != null) {
                consumer.commitSync(Map.of(partition.partition(), marked));
            }
        }
        inFlight.incrementAndGet();
        Thread thread = Thread.ofVirtual()
                .name(settings.group() + "-" + record.partition() + "@" + offset)
                .unstarted(() -> {
                    boolean done = false;
                    try {
                        done = fatal ? runner.giveUp(record, settings.maxAttempts()) : runner.run(record);
                    } finally {
                        inFlight.decrementAndGet();
                        ended.add(new Ended(partition, Thread.currentThread(), record, done));
                    }
                });
        partition.started(thread);
        thread.start();
    }

    private void gather() {
        for (Ended task = ended.poll(); task != null; task = ended.poll()) {
            ended(task);
        }
    }

    private static void ended(Ended task) {
        task.partition().ended(task.thread(), task.record(), task.done());
    }

    private void commit() {
        lastCommit = System.nanoTime();
        work.values().forEach(partition -> partition.survived(settings.survival()));
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(work.keySet(), false);
        if (!offsets.isEmpty()) {
            consumer.commitAsync(offsets, (committed, error) -> {
                if (error != null) {
                    LOG.atDebug()
                            .addKeyValue("worker", settings.group())
                            .setCause(error)
                            .log("commit did not arrive");
                    work.values().forEach(PartitionWork::commitAgain);
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<TopicPartition> partitions, boolean clean) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            PartitionWork held = work.get(partition);
            OffsetAndMetadata commit = held == null ? null : held.toCommit(clean);
            if (commit != null) {
                offsets.put(partition, commit);
            }
        }
        return offsets;
    }

    /** Waits for what is in flight, interrupts what takes too long, and commits what was done; the others go on. */
    private void handBack(Collection<TopicPartition> partitions, Duration patience) {
        List<PartitionWork> held = new ArrayList<>();
        partitions.forEach(partition -> {
            PartitionWork one = work.get(partition);
            if (one != null) {
                one.startNoMore();
                held.add(one);
            }
        });
        if (!await(held, patience)) {
            held.forEach(PartitionWork::interrupt);
            await(held, Duration.ofSeconds(2));
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions, true);
            if (!offsets.isEmpty()) {
                consumer.commitSync(offsets, Duration.ofSeconds(5));
            }
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("worker", settings.group())
                    .setCause(e)
                    .log("last commit failed; some tasks run again");
        }
        partitions.forEach(work::remove);
    }

    /** A stop has its own patience, also while a partition is handed over. */
    private boolean await(List<PartitionWork> held, Duration most) {
        long start = System.nanoTime();
        while (true) {
            gather();
            dispatch();
            lastPoll = System.nanoTime(); // It is not stuck: it waits.
            if (held.stream().allMatch(PartitionWork::idle)) {
                return true;
            }
            Duration patience = ending == null ? most : shorter(most, settings.stopTimeout());
            Duration left = patience.minusNanos(System.nanoTime() - start);
            if (!left.isPositive()) {
                return false;
            }
            awaitEnd(shorter(left, POLL_WHILE_IDLE));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            Map<Integer, PartitionProgress> crashed = new HashMap<>();
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata last = committed.get(partition);
                PartitionProgress progress = last == null
                        ? PartitionProgress.startingAt(consumer.position(partition))
                        : PartitionProgress.resume(last.offset(), last.metadata());
                work.put(partition, new PartitionWork(partition, progress));
                if (progress.crashes() > 0) {
                    crashed.put(partition.partition(), progress);
                }
            }
            runner.recover(crashed);
            Map<TopicPartition, OffsetAndMetadata> begun = offsets(partitions, false);
            if (!begun.isEmpty()) {
                consumer.commitSync(begun);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            handBack(partitions, settings.handOver());
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                PartitionWork lost = work.remove(partition);
                if (lost != null) {
                    lost.interrupt();
                }
            }
        }
    }
}
