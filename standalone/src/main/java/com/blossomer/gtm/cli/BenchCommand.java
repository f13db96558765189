package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.BatchBenchReport;
import com.blossomer.gtm.bench.BenchPlan;
import com.blossomer.gtm.bench.BenchReport;
import com.blossomer.gtm.bench.Benchmark;
import com.blossomer.gtm.bench.ChaosReport;
import com.blossomer.gtm.bench.ExtractionBench;
import com.blossomer.gtm.bench.ExtractionReport;
import com.blossomer.gtm.bench.FetchBench;
import com.blossomer.gtm.bench.ReplayBench;
import com.blossomer.gtm.bench.ReplayBenchReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The benchmark. */
@Command(
        name = "bench",
        description = "Measure whole campaigns through a whole system, against a simulated model and websites.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --rate or --max two runs are made: latency at a moderate rate with a model of --llm-latency, and"
                    + " throughput with a model that answers at once. What the figures mean: docs/performance.md",
            "With --extraction nothing is started: the text read from each page of a folder is compared with its reviewed"
                    + " text. How, and what the figures mean: docs/extraction.md"
        })
final class BenchCommand implements Callable<Integer> {

    @Option(names = "--campaigns", paramLabel = "N", description = "Measured in each run (default: 300, and 8000).")
    private @Nullable Integer campaigns;

    @Option(names = "--warmup", paramLabel = "N", description = "Before those (default: 8000, and 12000).")
    private @Nullable Integer warmup;

    @Option(
            names = "--llm-latency",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Of the simulated model (default: 200ms; with --max 0).")
    private @Nullable Duration latency;

    @Option(names = "--rate", paramLabel = "R", description = "One run at R campaigns a second.")
    private @Nullable Double rate;

    @Option(names = "--max", description = "One run as fast as campaigns are taken.")
    private boolean max;

    @Option(
            names = "--llm-concurrency",
            paramLabel = "N",
            defaultValue = "256",
            description = "Model calls in flight at most (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            defaultValue = "1g",
            description = "Of the measured process (default: ${DEFAULT-VALUE}).")
    private String heap = "1g";

    @ArgGroup
    private Kind kind = new Kind();

    @Option(names = "--json", description = "One line of JSON per run.")
    private boolean json;

    @Option(names = "--keep", description = "Keep the data and logs of the runs, and say where.")
    private boolean keep;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    BenchCommand() {}

    /** What is measured instead of whole campaigns: one of these, with the options that belong to it. */
    private static final class Kind {

        @Option(
                names = "--extraction",
                paramLabel = "DIR",
                description =
                        "Measure the extraction alone, on the pages of DIR: NAME.html.gz beside NAME.json with url and"
                                + " main_content. Pages that cannot be read are skipped and named.")
        private @Nullable Path extraction;

        @Option(
                names = "--replay",
                paramLabel = "N",
                description =
                        "Instead: live campaigns (--campaigns, 120 by default, at --rate, 2 by default; a model of 1s) alone"
                                + " and beside a replay of N past ones with another prompt.")
        private @Nullable Integer replay;

        @ArgGroup(exclusive = false)
        private @Nullable FetchBenchOptions fetch;

        @ArgGroup(exclusive = false)
        private @Nullable LlmBenchOptions llm;

        @ArgGroup(exclusive = false)
        private @Nullable BatchBenchOptions batch;

        @ArgGroup(exclusive = false)
        private @Nullable ChaosOptions chaos;
    }

    @Override
    public Integer call() throws Exception {
        Terminal terminal = Terminal.of(spec.commandLine());
        if (kind.extraction != null) {
            return measureExtraction(kind.extraction, terminal);
        }
        if (kind.fetch != null) {
            FetchBench.Report report = kind.fetch.run(or(campaigns, 3_000), or(warmup, 2_000));
            (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
            return 0;
        }
        Path directory = Files.createTempDirectory("blossomer-bench-");
        boolean complete = true;
        try {
            if (kind.llm != null) {
                kind.llm.run(rate, json, directory, terminal::tell).forEach(terminal::print);
                return 0;
            }
            if (kind.batch != null) {
                BatchBenchReport report = kind.batch.run(concurrency, heap, directory, terminal::tell);
                (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
                return report.complete() ? 0 : 1;
            }
            if (kind.replay != null) {
                ReplayBenchReport report = ReplayBench.run(beside(kind.replay), Main.class, directory, terminal::tell);
                (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
                return report.complete() ? 0 : 1;
            }
            if (kind.chaos != null) {
                ChaosReport report = kind.chaos.run(or(campaigns, 500), directory, terminal::tell);
                (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
                return report.holds() ? 0 : 1;
            }
            for (BenchPlan plan : plans()) {
                Path own = directory.resolve(Integer.toString(plan.hashCode()));
                BenchReport report = Benchmark.run(plan, Main.class, own, terminal::tell);
                (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
                complete &= report.completed() == report.campaigns();
            }
        } finally {
            if (keep) {
                terminal.tell("Data and logs are in " + directory);
            } else {
                delete(directory);
            }
        }
        return complete ? 0 : 1;
    }

    private int measureExtraction(Path pages, Terminal terminal) throws java.io.IOException {
        if (!Files.isDirectory(pages)) {
            throw new CliException(
                    pages + " is no folder; give one that holds NAME.html.gz and NAME.json for each page.");
        }
        ExtractionReport report = ExtractionBench.run(pages, terminal::tell);
        report.skipped().forEach(page -> terminal.tell("Skipped " + page.name() + ": " + page.reason()));
        if (report.pages().isEmpty()) {
            throw new CliException("There is no page to measure in " + pages
                    + "; a page is a NAME.html.gz and a NAME.json with url and main_content.");
        }
        (json ? List.of(report.toJson()) : report.table()).forEach(terminal::print);
        return 0;
    }

    private BenchPlan beside(int replayed) {
        Duration each = latency != null ? latency : Duration.ofSeconds(1);
        return new BenchPlan("replay", or(campaigns, 120), replayed, each, rate != null ? rate : 2, concurrency, heap);
    }

    private List<BenchPlan> plans() {
        List<BenchPlan> plans = new ArrayList<>();
        if (!max) {
            double perSecond = rate != null ? rate : 10;
            Duration each = latency != null ? latency : Duration.ofMillis(200);
            plans.add(new BenchPlan(
                    "latency", or(campaigns, 300), or(warmup, 8_000), each, perSecond, concurrency, heap));
        }
        if (rate == null) {
            Duration each = latency != null && max ? latency : Duration.ZERO;
            plans.add(
                    new BenchPlan("throughput", or(campaigns, 8_000), or(warmup, 12_000), each, 0, concurrency, heap));
        }
        return plans;
    }

    private static int or(@Nullable Integer value, int otherwise) {
        return value != null ? value : otherwise;
    }

    private static void delete(Path directory) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
