package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.BatchBench;
import com.blossomer.gtm.bench.BatchBenchReport;
import com.blossomer.gtm.bench.BenchPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code bench --batch N}. */
final class BatchBenchOptions {

    @Option(
            names = "--batch",
            required = true,
            paramLabel = "N",
            description =
                    "Instead: one batch of N rows, uploaded as CSV, with a model that answers at once; how fast rows"
                            + " are taken and campaigns made, and the memory over the run.")
    private int rows;

    @Option(
            names = "--sites",
            paramLabel = "M",
            description = "With --batch: distinct sites among the rows; each is one campaign (default: all).")
    private @Nullable Integer sites;

    BatchBenchReport run(int concurrency, String heap, Path directory, Consumer<String> progress) throws Exception {
        BenchPlan plan = new BenchPlan("batch", rows, 0, Duration.ZERO, 0, concurrency, heap);
        return BatchBench.run(
                plan, Math.min(sites == null ? rows : sites, Math.min(rows, 999_999)), Main.class, directory, progress);
    }
}
