package com.blossomer.gtm.cli;

import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything and stays up. */
@Command(
        name = "up",
        description = "Start everything embedded and stay up until stopped.",
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where data is kept; else BLOSSOMER_DATA_DIR (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:BLOSSOMER_DATA_DIR:-.blossomer}")
    private Path dataDirectory = Path.of(".blossomer");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Of HTTP, 0 for a free one; else BLOSSOMER_PORT (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:BLOSSOMER_PORT:-0}")
    private int port;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Else BLOSSOMER_API_KEY, else one made at the first start and kept in the data directory.",
            defaultValue = "${env:BLOSSOMER_API_KEY}")
    private @Nullable String apiKey;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    UpCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        if (port < 0 || port > 65_535) {
            throw new CliException("There is no port " + port + "; ports go from 1 to 65535, and 0 takes a free one.");
        }
        StandaloneSettings settings = StandaloneSettings.in(dataDirectory).at(port, apiKey);
        try (Standalone standalone = Session.start(settings, terminal)) {
            terminal.print("Address         " + standalone.url());
            terminal.print("API key         " + standalone.apiKey());
            terminal.print("Data directory  " + standalone.dataDirectory());
            terminal.print("API docs        " + standalone.url() + "/docs");
            terminal.print("");
            terminal.print("Try             blossomer generate https://example.com");
            terminal.print("Stop            Ctrl-C");
            standalone.awaitStop();
        }
        return 0;
    }
}
