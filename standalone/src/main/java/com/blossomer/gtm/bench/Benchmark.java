package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.BenchReport.Percentiles;
import com.blossomer.gtm.catalog.AssetCatalog;
import com.blossomer.gtm.catalog.AssetType;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * Runs a {@link BenchPlan}: the outside world and the measured system each in a process of their own, campaigns
 * submitted over HTTP, their ends read from the events.
 */
public final class Benchmark {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final BenchPlan plan;
    private final Class<?> main;
    private final Consumer<String> progress;

    private Benchmark(BenchPlan plan, Class<?> main, Consumer<String> progress) {
        this.plan = plan;
        this.main = main;
        this.progress = progress;
    }

    /**
     * Runs the plan in {@code directory}, which must be empty.
     *
     * @param main the command line's main class, which the processes of the run are started with
     * @param progress told what happens, in words for people
     */
    public static BenchReport run(BenchPlan plan, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        return new Benchmark(plan, main, progress).run(directory);
    }

    private BenchReport run(Path directory) throws IOException, InterruptedException, ExecutionException, SQLException {
        progress.accept(plan.name() + ": starting the system and the simulated outside world");
        try (BenchWorld world = BenchWorld.start(plan, main, directory);
                EventWatch events = new EventWatch(world.server());
                Submitter submitter = new Submitter(world)) {
            progress.accept("warming up with " + plan.warmup() + " campaigns");
            submitter.submit(1, plan.warmup(), 0);
            events.awaitFinished(plan.warmup(), PATIENCE);
            return measured(world, events, submitter);
        }
    }

    private BenchReport measured(BenchWorld world, EventWatch events, Submitter submitter)
            throws IOException, InterruptedException, ExecutionException, SQLException {
        world.resetStub();
        Map<String, Long> bytesBefore = BrokerBytes.byTopic(world.server().kafkaBootstrapServers());
        long rowsBefore = PostgresRows.written(world.server().databaseUrl());
        Duration cpuBefore = world.figures().cpu();
        long stagesBefore = events.stagesCompleted();

        progress.accept("measuring " + plan.campaigns() + " campaigns");
        Map<String, Long> submitted = submitter.submit(plan.warmup() + 1, plan.campaigns(), plan.ratePerSecond());
        events.awaitFinished(plan.total(), PATIENCE);
        Measurement measurement = new Measurement(submitted, events.finished());
        Duration cpu = world.figures().cpu().minus(cpuBefore);
        long stages = events.stagesCompleted() - stagesBefore;
        StubStats.Snapshot stub = world.stubStats();
        progress.accept("reading each of them over REST");
        submitter.awaitQueryable(submitted.keySet());
        double untilQueryable = measurement.secondsSinceStart();
        long rows = PostgresRows.written(world.server().databaseUrl()) - rowsBefore;
        Map<String, Long> bytes = BrokerBytes.growth(
                bytesBefore, BrokerBytes.byTopic(world.server().kafkaBootstrapServers()));
        long rss = world.figures().peakRssMib();

        progress.accept("replaying them with every page and prompt known");
        world.resetStub();
        Map<String, Long> again = submitter.submit(plan.warmup() + 1, plan.campaigns(), 0);
        events.awaitFinished(plan.total() + plan.campaigns(), PATIENCE);
        Measurement replay = new Measurement(again, events.finished());
        long replayCalls = world.stubStats().calls();

        progress.accept("the same broker, without logic");
        RawLoop.Result raw = RawLoop.run(world.server().kafkaBootstrapServers());

        double seconds = measurement.seconds();
        Percentiles endToEnd = measurement.latencies();
        long outside = plan.llmLatency().toMillis() * longestChain();
        return new BenchReport(
                plan.name(),
                plan.campaigns(),
                measurement.completed(),
                seconds,
                plan.campaigns() / seconds,
                stages / seconds,
                endToEnd,
                outside,
                endToEnd.less((double) outside),
                stub.latencyMs() / 1000.0 / (seconds * plan.llmConcurrency()),
                stub.calls(),
                stub.repeatedCalls(),
                rss,
                cpu.toNanos() / 1e6 / plan.campaigns(),
                bytes.values().stream().mapToLong(Long::longValue).sum() / plan.campaigns(),
                perCampaign(bytes),
                rows / untilQueryable,
                plan.campaigns() / replay.seconds(),
                replayCalls,
                raw,
                described());
    }

    private Map<String, Long> perCampaign(Map<String, Long> bytes) {
        Map<String, Long> result = new LinkedHashMap<>();
        bytes.forEach((topic, sum) -> result.put(topic, sum / plan.campaigns()));
        return result;
    }

    private Map<String, Object> described() {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("warmup", plan.warmup());
        described.put("llm_latency_ms", plan.llmLatency().toMillis());
        described.put("rate_per_second", plan.ratePerSecond());
        described.put("llm_concurrency", plan.llmConcurrency());
        described.put("heap", plan.heap());
        described.put("processors", Runtime.getRuntime().availableProcessors());
        described.put("java", Runtime.version().toString());
        return described;
    }

    /** How many assets have to be made one after the other: what the simulated latency is paid for at least. */
    static int longestChain() {
        Map<String, Integer> depths = new HashMap<>();
        List<AssetType> types = AssetCatalog.load().all();
        for (AssetType type : types) {
            int before = type.dependsOn().stream()
                    .mapToInt(name -> depths.getOrDefault(name, 0))
                    .max()
                    .orElse(0);
            depths.put(type.name(), before + 1);
        }
        return depths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
