package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.FetchBench;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code bench --fetch}. */
final class FetchBenchOptions {

    @Option(
            names = "--fetch",
            required = true,
            description =
                    "Instead: pages fetched and extracted a second, from a server on loopback (--campaigns pages).")
    @SuppressWarnings("UnusedVariable") // Being given is what it says.
    private boolean fetch;

    @Option(
            names = "--pages",
            paramLabel = "DIR",
            description = "With --fetch: serve the .html and .html.gz files of a folder instead of the samples.")
    private @Nullable Path pages;

    FetchBench.Report run(int measured, int warmup) throws Exception {
        return FetchBench.run(measured, warmup, pages);
    }
}
