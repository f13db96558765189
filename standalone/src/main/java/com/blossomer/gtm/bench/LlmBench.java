package com.blossomer.gtm.bench;

import com.blossomer.gtm.events.Lane;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * How one process of the LLM workers does: real tasks on a real broker, an OpenAI-compatible model that takes its time. What
 * is measured and how: {@code docs/performance.md}.
 */
public final class LlmBench {

    private static final String WORKER = "worker=\"llm-workers-batch\"";
    private static final String LANE = "lane=\"batch\"";

    /** Interactive tasks a second beside a batch. */
    private static final double INTERACTIVE_RATE = 5;

    /** More than one process answers, however short the latency. */
    private static final double MOST_ANSWERS_PER_SECOND = 5_000;

    /** Of tasks, beyond those that the model's latency explains, may wait where the rate is kept up with. */
    private static final double CAUGHT_UP_SECONDS = 0.5;

    private static final int MOST_SECONDS_BEHIND = 300;

    private final LlmPlan plan;
    private final Class<?> main;
    private final Path directory;
    private final Consumer<String> progress;
    private final LlmTasks tasks = new LlmTasks();

    private LlmBench(LlmPlan plan, Class<?> main, Path directory, Consumer<String> progress) {
        this.plan = plan;
        this.main = main;
        this.directory = directory;
        this.progress = progress;
    }

    /** Measures utilisation and overhead. */
    public static LlmReport run(LlmPlan plan, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        return new LlmBench(plan, main, directory, progress).run();
    }

    /** Measures interactive tasks alone, then beside a batch that takes every place that it may. */
    public static LanesReport lanes(LlmPlan plan, Class<?> main, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        return new LlmBench(plan, main, directory, progress).lanes();
    }

    private LlmReport run() throws IOException, InterruptedException {
        progress.accept("starting a broker, the simulated model and the workers");
        try (LlmWorld world = LlmWorld.start(
                        main,
                        directory,
                        plan.latency(),
                        Map.of(
                                "BLOSSOMER_LLM_BATCH_CONCURRENCY", Integer.toString(plan.tasks()),
                                "BLOSSOMER_LLM_LIMITS_OPENAI_CONCURRENCY", Integer.toString(plan.concurrency()),
                                "BLOSSOMER_LLM_LIMITS_OPENAI_INTERACTIVE_SHARE", "0"));
                LlmTraffic traffic = new LlmTraffic(world.clients(), tasks)) {
            if (plan.ratePerSecond() > 0) {
                traffic.steady(Lane.BATCH, plan.ratePerSecond());
            } else {
                progress.accept("writing the backlog");
                traffic.backlog(backlog());
            }
            progress.accept("warming up for " + plan.seconds() + " s");
            sleep(plan.seconds());
            catchUp(traffic);
            long answeredBefore = traffic.answered();
            long failedBefore = traffic.failed();
            Duration cpuBefore = world.figures().cpu();
            long start = System.nanoTime();
            progress.accept("measuring for " + plan.seconds() + " s");
            sleep(plan.seconds());
            double seconds = (System.nanoTime() - start) / 1e9;
            long answers = traffic.answered() - answeredBefore;
            long failed = traffic.failed() - failedBefore;
            Duration cpu = world.figures().cpu().minus(cpuBefore);
            return report(world, answers, failed, seconds, cpu);
        }
    }

    /** A cold start leaves tasks behind; while they are made up for, more than the rate would be measured. */
    private void catchUp(LlmTraffic traffic) {
        double mostWaiting = plan.ratePerSecond() * (plan.latency().toNanos() / 1e9 + CAUGHT_UP_SECONDS);
        for (int seconds = 0; plan.ratePerSecond() > 0 && traffic.waiting() > mostWaiting; seconds++) {
            if (seconds == 0) {
                progress.accept("catching up with the rate");
            }
            if (seconds == MOST_SECONDS_BEHIND) {
                progress.accept("still behind; measuring all the same");
                return;
            }
            sleep(1);
        }
    }

    /** Enough for a warm-up and a measurement with every place taken: nothing is sent meanwhile. */
    private long backlog() {
        double perSecond = Math.min(plan.ideal(), MOST_ANSWERS_PER_SECOND);
        return (long) Math.ceil(2 * plan.seconds() * perSecond) + 3L * plan.concurrency();
    }

    private LlmReport report(LlmWorld world, long answers, long failed, double seconds, Duration cpu)
            throws IOException, InterruptedException {
        Scrape metrics = world.scrape();
        double latency = plan.latency().toNanos() / 1e6;
        return new LlmReport(
                plan,
                tasks.characters(),
                answers,
                failed,
                seconds,
                answers / seconds / plan.ideal(),
                metrics.millis("blossomer_worker_task", "0.5", WORKER) - latency,
                metrics.millis("blossomer_worker_task", "0.99", WORKER) - latency,
                metrics.millis("blossomer_llm_overhead", "0.5", LANE),
                metrics.millis("blossomer_llm_overhead", "0.99", LANE),
                metrics.millis("blossomer_worker_delay", "0.5", WORKER),
                metrics.millis("blossomer_worker_delay", "0.99", WORKER),
                cpu.toNanos() / 1e6 / Math.max(1, answers),
                world.figures().peakRssMib());
    }

    private LanesReport lanes() throws IOException, InterruptedException {
        progress.accept("starting a broker, the simulated model and the workers");
        String concurrency = Integer.toString(plan.concurrency());
        try (LlmWorld world = LlmWorld.start(
                        main,
                        directory,
                        plan.latency(),
                        Map.of(
                                "BLOSSOMER_LLM_BATCH_CONCURRENCY", concurrency,
                                "BLOSSOMER_LLM_INTERACTIVE_CONCURRENCY", concurrency,
                                "BLOSSOMER_LLM_LIMITS_OPENAI_CONCURRENCY", concurrency));
                LlmTraffic traffic = new LlmTraffic(world.clients(), tasks)) {
            traffic.steady(Lane.INTERACTIVE, INTERACTIVE_RATE);
            progress.accept("interactive tasks alone, for twice " + plan.seconds() + " s");
            sleep(plan.seconds());
            traffic.forget();
            sleep(plan.seconds());
            Histogram alone = traffic.latencies(Lane.INTERACTIVE);
            traffic.backlog(backlog());
            progress.accept("beside a batch, for twice " + plan.seconds() + " s");
            sleep(plan.seconds());
            traffic.forget();
            long start = System.nanoTime();
            sleep(plan.seconds());
            Histogram beside = traffic.latencies(Lane.INTERACTIVE);
            double batch = traffic.latencies(Lane.BATCH).getTotalCount() / ((System.nanoTime() - start) / 1e9);
            return new LanesReport(
                    plan.concurrency(),
                    alone.getValueAtPercentile(50) / 1e3,
                    alone.getValueAtPercentile(95) / 1e3,
                    beside.getValueAtPercentile(50) / 1e3,
                    beside.getValueAtPercentile(95) / 1e3,
                    batch);
        }
    }

    private static void sleep(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
