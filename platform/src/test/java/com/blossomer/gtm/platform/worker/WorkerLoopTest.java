package com.blossomer.gtm.platform.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The loop against a real broker. Every test has a task topic of its own with two partitions. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class WorkerLoopTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ANOTHERS = "anothers";

    private final KafkaClients clients = new KafkaClients(
            new KafkaSettings(BACKENDS.bootstrapServers(), BACKENDS.registryUrl(), 2, (short) 1, Map.of()));
    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final Topic<ContentTask> tasks = named(Topics.CONTENT_TASKS, "test.tasks." + id);
    private final Topic<ContentResult> results = named(Topics.CONTENT_RESULTS, "test.results." + id);
    private final List<WorkerLoop<ContentTask, ContentResult>> loops = new ArrayList<>();
    private final Handler handler = new Handler();
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private Producer<String, SpecificRecord> producer;

    @BeforeEach
    void start() {
        new TopicProvisioner(clients, List.of(), RetentionSettings.DEFAULT)
                .provision(List.of(
                        new NewTopic(tasks.name(), 2, (short) 1),
                        new NewTopic(results.name(), 2, (short) 1),
                        new NewTopic(Topics.DEAD_LETTERS, 1, (short) 1)));
        producer = clients.producer("test-" + id);
    }

    @AfterEach
    void stop() {
        handler.gate.countDown();
        loops.forEach(WorkerLoop::stop);
        producer.close();
    }

    @Test
    void every_task_gets_one_result_and_runs_once() {
        send(0, 200);
        loop(16);
        awaitResults(200);
        assertThat(handler.calls.values()).allMatch(calls -> calls.get() == 1);
        assertThat(handler.most.get()).isLessThanOrEqualTo(16);
    }

    @Test
    void a_slow_task_does_not_hold_up_the_others() {
        handler.slow.add("s0");
        send(0, 100);
        loop(8);
        awaitResults(99);
        handler.gate.countDown();
        awaitResults(100);
    }

    @Test
    void after_a_crash_only_what_was_in_flight_runs_again() {
        handler.slow.addAll(Set.of("s3", "s40", "s77"));
        send(0, 100);
        WorkerLoop<ContentTask, ContentResult> first = loop(8);
        awaitResults(97);
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        first.kill();
        handler.gate.countDown();
        loop(8);
        awaitResults(100);
        assertThat(handler.calledAgain()).containsExactlyInAnyOrder("s3", "s40", "s77");
    }

    @Test
    void a_result_that_was_published_and_not_yet_marked_is_not_asked_for_again_after_a_crash() {
        handler.slow.addAll(Set.of("s3", "s40"));
        send(0, 100);
        WorkerLoop<ContentTask, ContentResult> first = loop(neverMarks(8));
        awaitResults(98);
        first.kill();
        handler.gate.countDown();
        loop(8);
        awaitResults(100);
        assertThat(handler.calledAgain()).containsExactlyInAnyOrder("s3", "s40");
    }

    @Test
    void nor_is_it_when_the_next_worker_hands_the_partition_on_before_it_got_there() {
        handler.slow.addAll(Set.of("s0", "s1"));
        send(0, 40);
        WorkerLoop<ContentTask, ContentResult> first = loop(neverMarks(8));
        awaitResults(38);
        first.kill();
        await().atMost(SOON).until(() -> handler.running.get() == 0);
        WorkerLoop<ContentTask, ContentResult> second = loop(neverMarks(1));
        await().atMost(SOON).until(() -> handler.running.get() == 1);
        second.stop();
        handler.gate.countDown();
        loop(8);
        awaitResults(40);
        assertThat(handler.calledAgain()).isSubsetOf("s0", "s1");
    }

    @Test
    void when_a_second_process_joins_no_task_is_lost_or_done_twice() {
        handler.pause = Duration.ofMillis(20);
        send(0, 150);
        loop(4);
        awaitResults(20);
        loop(4);
        send(150, 300);
        awaitResults(300);
        assertThat(handler.calls.values()).allMatch(calls -> calls.get() == 1);
    }

    @Test
    void a_task_that_costs_is_ended_before_its_partition_goes_to_another_process() {
        handler.pause = Duration.ofSeconds(3);
        send(0, 12);
        WorkerSettings patient = new WorkerSettings("test-" + id, 12, Duration.ofMillis(20), 2, Duration.ofMillis(100));
        loop(patient.handingOver(Duration.ofSeconds(20)));
        await().atMost(SOON).until(() -> handler.running.get() == 12);
        loop(patient);
        awaitResults(12);
        assertThat(handler.calls.values()).allMatch(calls -> calls.get() == 1);
    }

    @Test
    void an_orderly_stop_ends_what_is_in_flight_and_runs_nothing_twice() {
        handler.pause = Duration.ofMillis(30);
        send(0, 60);
        WorkerLoop<ContentTask, ContentResult> first = loop(4);
        awaitResults(10);
        first.stop();
        loop(4);
        awaitResults(60);
        assertThat(handler.calls.values()).allMatch(calls -> calls.get() == 1);
    }

    @Test
    void poison_goes_to_the_dead_letters_and_the_rest_flows_on() throws Exception {
        send(0, 5);
        try (Producer<String, byte[]> bytes = clients.bytesProducer("poison-" + id)) {
            bytes.send(new ProducerRecord<>(tasks.name(), "poison-" + id, new byte[] {1, 2, 3}))
                    .get();
            bytes.send(new ProducerRecord<>(tasks.name(), "poison-" + id, new byte[] {0, 0, 0, 0, 1, 9}))
                    .get();
        }
        send(5, 10);
        loop(4);
        awaitResults(10);
        await().atMost(SOON).until(() -> deadLetters("poison-" + id) == 2);
    }

    @Test
    void a_task_that_is_anothers_by_its_headers_is_done_without_being_read() throws Exception {
        String unreadable = "anothers-" + id;
        send(0, 5);
        try (Producer<String, byte[]> bytes = clients.bytesProducer(unreadable)) {
            ProducerRecord<String, byte[]> record =
                    new ProducerRecord<>(tasks.name(), unreadable, new byte[] {1, 2, 3});
            record.headers().add(ANOTHERS, new byte[0]);
            bytes.send(record).get();
        }
        send(5, 10);
        loop(4);
        awaitResults(10);
        await().atMost(SOON).until(() -> committed() == 11);
        assertThat(deadLetters(unreadable)).isZero();
    }

    @Test
    void a_task_that_always_throws_is_given_up_with_a_result() {
        handler.broken.add("s1");
        handler.bottomless.add("s2");
        send(0, 4);
        loop(4);
        awaitResults(4);
        assertThat(handler.calls("s1")).isEqualTo(2);
        assertThat(handler.calls("s2")).isEqualTo(2);
        assertThat(handler.givenUp).containsExactlyInAnyOrder("s1", "s2");
        await().atMost(SOON).until(() -> deadLetters("s1") == 1 && deadLetters("s2") == 1);
    }

    @Test
    void a_task_that_kills_its_worker_again_and_again_is_given_up_and_the_innocent_are_not() {
        handler.slow.add("s3");
        send(0, 4);
        for (int crash = 0; crash < 6 && handler.givenUp.isEmpty(); crash++) {
            int before = handler.calls("s3");
            WorkerLoop<ContentTask, ContentResult> loop = loop(4);
            await().atMost(SOON).until(() -> handler.calls("s3") > before || !handler.givenUp.isEmpty());
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);
            if (handler.givenUp.isEmpty()) {
                loop.kill();
            }
        }
        awaitResults(4);
        assertThat(handler.givenUp).containsExactly("s3");
    }

    @Test
    void a_task_longer_than_the_poll_interval_causes_no_rebalance() {
        handler.pause = Duration.ofSeconds(3);
        send(0, 4);
        KafkaClients impatient = new KafkaClients(new KafkaSettings(
                BACKENDS.bootstrapServers(),
                BACKENDS.registryUrl(),
                2,
                (short) 1,
                Map.of("max.poll.interval.ms", "1000", "session.timeout.ms", "6000")));
        loops.add(new WorkerLoop<>(impatient, tasks, handler, settings(2), new SimpleMeterRegistry(), Tracing.off()));
        loops.getFirst().start();
        awaitResults(4);
        assertThat(handler.calls.values()).allMatch(calls -> calls.get() == 1);
    }

    private WorkerLoop<ContentTask, ContentResult> loop(int concurrency) {
        return loop(settings(concurrency));
    }

    private WorkerLoop<ContentTask, ContentResult> loop(WorkerSettings settings) {
        WorkerLoop<ContentTask, ContentResult> loop =
                new WorkerLoop<>(clients, tasks, handler, settings, new SimpleMeterRegistry(), Tracing.off());
        loops.add(loop);
        loop.start();
        return loop;
    }

    private WorkerSettings neverMarks(int concurrency) {
        return new WorkerSettings("test-" + id, concurrency, Duration.ofHours(1), 2, Duration.ofSeconds(5));
    }

    private WorkerSettings settings(int concurrency) {
        return new WorkerSettings("test-" + id, concurrency, Duration.ofMillis(20), 2, Duration.ofSeconds(5));
    }

    private void send(int from, int to) {
        for (int task = from; task < to; task++) {
            String site = "s" + task;
            ContentTask record = new ContentTask(
                    "default", "c", 1, site, site, Instant.now(), "0".repeat(32), site, Lane.INTERACTIVE, List.of());
            sent.add(producer.send(Events.record(tasks, site, record)));
        }
        producer.flush();
    }

    private void awaitResults(int wanted) {
        try (Consumer<byte[], byte[]> consumer = clients.tail("results-" + id, Map.of())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(results.name(), 0), new TopicPartition(results.name(), 1));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Set<String> keys = ConcurrentHashMap.newKeySet();
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
                    keys.add(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8));
                }
                return keys.size() >= wanted;
            });
        }
    }

    /** The offsets of both partitions together. */
    private long committed() {
        try (Consumer<byte[], byte[]> consumer = clients.consumer("test-" + id, Map.of())) {
            return consumer
                    .committed(Set.of(new TopicPartition(tasks.name(), 0), new TopicPartition(tasks.name(), 1)))
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        }
    }

    private long deadLetters(String key) {
        try (Consumer<byte[], byte[]> consumer = clients.tail("letters-" + id, Map.of())) {
            TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long found = 0;
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).equals(key)) {
                        found++;
                    }
                }
            }
            return found;
        }
    }

    private static <V extends SpecificRecord> Topic<V> named(Topic<V> topic, String name) {
        return new Topic<>(name, topic.type(), topic.key(), topic.owner(), topic.cleanup());
    }

    private final class Handler implements TaskHandler<ContentTask, ContentResult> {

        final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        final Set<String> slow = ConcurrentHashMap.newKeySet();
        final Set<String> broken = ConcurrentHashMap.newKeySet();
        final Set<String> bottomless = ConcurrentHashMap.newKeySet();
        final Set<String> givenUp = ConcurrentHashMap.newKeySet();
        final AtomicInteger running = new AtomicInteger();
        final AtomicInteger most = new AtomicInteger();
        final CountDownLatch gate = new CountDownLatch(1);
        volatile Duration pause = Duration.ZERO;

        int calls(String site) {
            AtomicInteger count = calls.get(site);
            return count == null ? 0 : count.get();
        }

        List<String> calledAgain() {
            return calls.entrySet().stream()
                    .filter(call -> call.getValue().get() > 1)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        @Override
        public Topic<ContentResult> results() {
            return results;
        }

        @Override
        public boolean takes(Headers headers) {
            return headers.lastHeader(ANOTHERS) == null;
        }

        @Override
        public ContentResult handle(ContentTask task) throws InterruptedException {
            calls.computeIfAbsent(task.getSite(), site -> new AtomicInteger()).incrementAndGet();
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                if (slow.contains(task.getSite())) {
                    gate.await();
                }
                if (broken.contains(task.getSite())) {
                    throw new IllegalStateException("as the test wants it");
                }
                if (bottomless.contains(task.getSite())) {
                    throw new StackOverflowError("as a page nested too deep has it");
                }
                Thread.sleep(pause);
                return result(task, "done");
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public ContentResult givenUp(ContentTask task, String reason) {
            givenUp.add(task.getSite());
            return result(task, "worker_crashed");
        }

        private ContentResult result(ContentTask task, String reason) {
            return new ContentResult(
                    "default",
                    "c",
                    1,
                    task.getSite(),
                    task.getTaskId(),
                    Instant.now(),
                    "0".repeat(32),
                    new StageFailure(reason, ""));
        }
    }
}
