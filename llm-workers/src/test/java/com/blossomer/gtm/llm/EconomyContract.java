package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.cost.BatchPrices;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.events.Completion;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptResult;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.llm.BatchServer.Fate;
import com.blossomer.gtm.llm.BatchServer.Hang;
import com.blossomer.gtm.llm.economy.EconomyLane;
import com.blossomer.gtm.llm.economy.EconomySettings;
import com.blossomer.gtm.llm.economy.SubmissionLog;
import com.blossomer.gtm.platform.ServiceApplication;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every provider's batches must keep to: each task has its answer, and each answer is paid for once. */
abstract class EconomyContract {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final KafkaClients KAFKA = kafka();

    final BatchServer server = server();
    private final String id = UUID.randomUUID().toString();
    private final List<Worker> workers = new ArrayList<>();

    abstract BatchServer server();

    abstract LlmProvider provider(String url);

    /** {@code provider/model}. */
    abstract String model();

    @AfterEach
    void stop() {
        server.close();
        List.copyOf(workers).forEach(Worker::crash);
    }

    @Test
    void several_are_asked_in_one_batch_at_half_the_price() {
        Worker worker = asked(3);

        assertThat(worker.results(3)).allSatisfy(result -> {
            Completion completion = (Completion) result.getBody();
            assertThat(completion.getOutput()).isEqualTo(Tasks.GOOD);
            assertThat(completion.getCostNanoUsd()).isEqualTo((812 * 250 + 95 * 2_000) / 2);
            assertThat(result.getPaidCalls())
                    .singleElement()
                    .satisfies(call -> assertThat(call.getPriced()).isTrue());
        });
        assertThat(server.batches).hasSize(1);
        assertThat(server.calls).hasValue(0);
        assertPaid(3, 1);
    }

    @Test
    void an_entry_is_what_a_single_call_would_be() {
        Worker worker = asked(1);
        worker.results(1);
        PromptTask task = tasks(1).getFirst();
        worker.asks(List.of(PromptTask.newBuilder(task)
                .setTaskId(task.getTaskId() + "-single")
                .setEconomy(false)
                .build()));
        worker.results(2);

        assertThat(server.batches.getFirst().bodies().values())
                .singleElement()
                .isEqualTo(server.singles.values().iterator().next());
    }

    @Test
    void what_a_batch_does_not_answer_well_is_asked_alone() {
        List<Fate> all = List.of(Fate.values());
        server.fates = prompt -> all.get(prompt.charAt(prompt.length() - 1) - '0');
        Worker worker = asked(all.size());

        assertThat(worker.results(all.size()))
                .allSatisfy(result -> assertThat(result.getBody()).isInstanceOf(Completion.class));
        assertThat(server.calls).as("repair, error, expired, cancelled").hasValue(4);
        assertThat(server.paid.get("Write one #" + id + "-" + all.indexOf(Fate.GOOD)))
                .isEqualTo(1);
        assertThat(server.paid.get("Write one #" + id + "-" + all.indexOf(Fate.BAD)))
                .isEqualTo(2);
        assertThat(server.paid.get("Write one #" + id + "-" + all.indexOf(Fate.EXPIRED)))
                .isEqualTo(1);
        PromptResult mended = Objects.requireNonNull(worker.results.get(id + "-" + all.indexOf(Fate.BAD)));
        Completion repaired = (Completion) mended.getBody();
        assertThat(repaired.getCostNanoUsd()).isEqualTo((812 * 250 + 95 * 2_000) * 3L / 2);
    }

    @Test
    void a_batch_that_is_not_accepted_is_asked_one_by_one() {
        server.rejectsWhole = true;
        Worker worker = asked(2);

        worker.results(2);
        assertThat(server.calls).hasValue(2);
        assertPaid(2, 1);
    }

    @Test
    void a_wrong_key_fails_with_the_reason_and_asks_nobody() {
        server.creations.add(401);
        Worker worker = asked(1);

        StageFailure failure = (StageFailure) worker.results(1).getFirst().getBody();
        assertThat(failure.getReason()).isEqualTo("model_rejected");
        assertThat(failure.getDetail()).contains("does not accept the key");
        assertThat(server.calls).hasValue(0);
    }

    @Test
    void errors_on_the_way_are_waited_out() {
        server.creations.addAll(List.of(429, 500));
        server.polls.addAll(List.of(429, 500));
        Worker worker = asked(2);

        worker.results(2);
        assertThat(server.batches).hasSize(1);
        assertThat(server.calls).hasValue(0);
        assertPaid(2, 1);
    }

    @Test
    void results_that_are_cut_off_are_fetched_again_and_strangers_passed_over() {
        server.truncations.set(1);
        server.stranger = true;
        Worker worker = asked(3);

        worker.results(3);
        assertThat(server.calls).hasValue(0);
        assertPaid(3, 1);
    }

    @Test
    void a_crash_between_intent_and_submission_loses_nothing() {
        server.hang = Hang.BEFORE;
        Worker first = asked(2);
        await().atMost(SOON).until(() -> server.hung.get() == 1);

        first.crash();
        server.hang = Hang.NEVER;
        Worker second = asked(2);

        second.results(2);
        assertThat(server.batches).hasSize(1);
        assertPaid(2, 1);
    }

    @Test
    void a_crash_after_submission_and_before_its_record_pays_nothing_twice() {
        server.hang = Hang.AFTER;
        server.done = false;
        Worker first = asked(2);
        await().atMost(SOON).until(() -> server.hung.get() == 1);

        first.crash();
        server.hang = Hang.NEVER;
        Worker second = asked(2);
        await().during(MOMENT.multipliedBy(4)).until(() -> server.batches.size() == 1);
        server.done = true;

        second.results(2);
        assertThat(server.batches).hasSize(1);
        assertThat(server.calls).hasValue(0);
        assertPaid(2, 1);
    }

    @Test
    void a_crash_while_the_batch_runs_pays_nothing_twice() {
        server.done = false;
        Worker first = asked(2);
        await().atMost(SOON).until(() -> server.batches.size() == 1);
        await().during(MOMENT.multipliedBy(4)).until(() -> first.results.isEmpty());

        first.crash();
        Worker second = asked(2);
        server.done = true;

        second.results(2);
        assertThat(server.batches).hasSize(1);
        assertThat(server.calls).hasValue(0);
        assertPaid(2, 1);
    }

    @Test
    void two_workers_that_hold_the_same_tasks_submit_them_once() {
        Worker worker = asked(4);
        Worker other = asked(4);

        worker.results(4);
        other.results(4);
        assertPaid(4, 1);
    }

    private void assertPaid(int tasks, int times) {
        assertThat(server.paid).hasSize(tasks);
        assertThat(server.paid.values()).containsOnly(times);
    }

    /** A worker that holds so many tasks, and submits them together. */
    private Worker asked(int tasks) {
        Worker worker = new Worker(tasks);
        workers.add(worker);
        worker.asks(tasks(tasks));
        return worker;
    }

    private List<PromptTask> tasks(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> PromptTask.newBuilder(Tasks.task(Lane.BATCH, model()))
                        .setTaskId(id + "-" + number)
                        .setUser("Write one #" + id + "-" + number)
                        .setEconomy(true)
                        .build())
                .toList();
    }

    private static KafkaClients kafka() {
        EmbeddedBackends backends = EmbeddedBackends.shared();
        ApplicationContext context = ServiceApplication.builder(
                        "test",
                        LlmWorkersMain.class,
                        Map.of(
                                "blossomer.kafka.bootstrap-servers", backends.bootstrapServers(),
                                "blossomer.kafka.schema-registry-url", backends.registryUrl(),
                                "blossomer.components.enabled", false))
                .start();
        context.getBean(TopicProvisioner.class).provision();
        return context.getBean(KafkaClients.class);
    }

    /** A process: what it knows when it begins is what is on Kafka. */
    private final class Worker {

        final Map<String, PromptResult> results = new ConcurrentHashMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private final SubmissionLog log = new SubmissionLog(KAFKA, Clock.systemUTC());
        private final EconomyLane lane;
        private final PromptHandler handler;

        /** @param entries after which a batch is full: it waits for them for long, as a busy machine may bring them late */
        Worker(int entries) {
            EconomySettings settings = new EconomySettings(
                    "openai,anthropic",
                    100,
                    entries,
                    1_000_000,
                    Duration.ofSeconds(3),
                    MOMENT,
                    Duration.ofSeconds(20),
                    Duration.ofMillis(500),
                    "");
            lane = new EconomyLane(
                    settings,
                    log,
                    new SimpleMeterRegistry(),
                    Clock.systemUTC(),
                    () -> "eco" + UUID.randomUUID().toString().replace("-", ""));
            Prices prices = Prices.parse(model() + "=0.25/2");
            handler = new PromptHandler(
                    new ProviderPool(List.of(provider(server.http.url())), Clock.systemUTC()),
                    prices,
                    Duration.ofSeconds(10),
                    Backoff.standard(Clock.systemUTC(), Duration.ofSeconds(10), Duration.ofSeconds(10)),
                    new EconomyWay(lane, new BatchPrices(Prices.parse(""), prices)));
            log.start();
            lane.start();
        }

        void asks(List<PromptTask> tasks) {
            for (PromptTask task : tasks) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        results.put(task.getTaskId(), handler.handle(task));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
        }

        List<PromptResult> results(int wanted) {
            await().atMost(SOON).until(() -> results.size() == wanted);
            return List.copyOf(results.values());
        }

        /** Everything ends where it is; nothing is written any more. */
        void crash() {
            workers.remove(this);
            threads.forEach(Thread::interrupt);
            lane.stop();
            log.stop();
        }
    }
}
