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
            paramLabel = "N",
            description =
                    "Instead: one batch of N rows, uploaded as CSV, with a model that answers at once; how fast rows"
                            + " are taken and campaigns made, and the memory over the run.")
    private @Nullable Integer rows;

    @Option(
            names = "--sites",
            paramLabel = "M",
            description = "With --batch: distinct sites among the rows; each is one campaign (default: all).")
    private @Nullable Integer sites;

    boolean chosen() {
        return rows != null;
    }

    BatchBenchReport run(int concurrency, String heap, Path directory, Consumer<String> progress) throws Exception {
        int count = rows == null ? 1 : rows;
        BenchPlan plan = new BenchPlan("batch", count, 0, Duration.ZERO, 0, concurrency, heap);
        return BatchBench.run(
                plan,
                Math.min(sites == null ? count : sites, Math.min(count, 999_999)),
                Main.class,
                directory,
                progress);
    }
}
