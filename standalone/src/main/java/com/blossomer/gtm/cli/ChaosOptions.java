package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.Chaos;
import com.blossomer.gtm.bench.ChaosPlan;
import com.blossomer.gtm.bench.ChaosReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** {@code bench --chaos}. */
final class ChaosOptions {

    @Option(
            names = "--chaos",
            required = true,
            description =
                    "Instead: campaigns (--campaigns, 500 by default) while providers fail in every way, one of them dies"
                            + " and returns, and workers are killed; exit code 0 only when nothing was lost or paid for twice.")
    @SuppressWarnings("UnusedVariable") // Being given is what it says.
    private boolean chaos;

    @Option(
            names = "--failure-rate",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "With --chaos: of calls that go wrong (default: ${DEFAULT-VALUE}).")
    private double failureRate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "With --chaos: of what goes wrong (default: ${DEFAULT-VALUE}).")
    private long seed;

    ChaosReport run(int campaigns, Path directory, Consumer<String> progress) throws IOException, InterruptedException {
        ChaosPlan plan = new ChaosPlan(campaigns, failureRate, 64, Duration.ofMillis(200), seed);
        return Chaos.run(plan, Main.class, directory, progress);
    }
}
