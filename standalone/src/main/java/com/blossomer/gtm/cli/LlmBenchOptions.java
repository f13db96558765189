package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.LanesReport;
import com.blossomer.gtm.bench.LlmBench;
import com.blossomer.gtm.bench.LlmPlan;
import com.blossomer.gtm.bench.LlmReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code bench --llm}. */
final class LlmBenchOptions {

    @Option(
            names = "--llm",
            required = true,
            description =
                    "Instead: the LLM workers alone, one process with a heap of 1 GiB: utilisation at --concurrency"
                            + " and --latency, and with --rate the overhead of each call at so many tasks a second.")
    @SuppressWarnings("UnusedVariable") // Being given is what it says.
    private boolean llm;

    @Option(
            names = "--lanes",
            description = "With --llm: how interactive tasks fare while a batch takes every place that it may.")
    private boolean lanes;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "With --llm: calls in flight at most (default: 1000; with --lanes 64).")
    private @Nullable Integer concurrency;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            defaultValue = "1s",
            converter = DurationConverter.class,
            description = "With --llm: of the simulated model (default: ${DEFAULT-VALUE}).")
    private Duration latency = Duration.ofSeconds(1);

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "With --llm: measured, after as many to warm up (default: ${DEFAULT-VALUE}).")
    private int seconds;

    /** The lines to print. */
    List<String> run(@Nullable Double rate, boolean json, Path directory, Consumer<String> progress)
            throws IOException, InterruptedException {
        int calls = concurrency != null ? concurrency : lanes ? 64 : 1_000;
        LlmPlan plan = new LlmPlan(calls, latency, rate == null ? 0 : rate, seconds);
        if (lanes) {
            LanesReport report = LlmBench.lanes(plan, Main.class, directory, progress);
            return json ? List.of(report.toJson()) : report.table();
        }
        LlmReport report = LlmBench.run(plan, Main.class, directory, progress);
        return json ? List.of(report.toJson()) : report.table();
    }
}
