package com.blossomer.gtm.cli;

import com.blossomer.gtm.bench.StubServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The outside world of a benchmark, in a process of its own. */
@Command(
        name = "stub-llm",
        hidden = true,
        description = "Serve a simulated model (OpenAI chat completions) and simulated websites on loopback.",
        mixinStandardHelpOptions = true)
final class StubLlmCommand implements Callable<Integer> {

    @Option(names = "--port", defaultValue = "0", description = "0 for a free one.")
    private int port;

    @Option(
            names = "--latency",
            defaultValue = "200ms",
            converter = DurationConverter.class,
            description = "Of each call (default: ${DEFAULT-VALUE}).")
    private Duration latency = Duration.ZERO;

    @Option(names = "--failure-rate", defaultValue = "0.0", description = "Share of calls that fail.")
    private double failureRate;

    @Option(names = "--chaotic", description = "They fail in every way there is, not with 503 alone.")
    private boolean chaotic;

    @Option(names = "--seed", defaultValue = "1", description = "Of which calls fail.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    StubLlmCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        try (StubServer server =
                StubServer.start(new StubServer.Behaviour(port, latency, failureRate, chaotic, seed))) {
            Terminal terminal = Terminal.of(spec.commandLine());
            terminal.print(server.url());
            terminal.tell("OPENAI_BASE_URL=" + server.openAiBaseUrl());
            terminal.tell("Websites: " + server.site(1) + " and so on; what was asked: " + server.url() + "/stats");
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
