package com.blossomer.gtm.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which system a command talks to. */
final class ConnectionOptions {

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "The system to use; else BLOSSOMER_URL, else the one running in the data directory, else one"
                    + " of its own.",
            defaultValue = "${env:BLOSSOMER_URL}")
    @Nullable
    String server;

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description = "Its API key; else BLOSSOMER_API_KEY, else the one kept in the data directory.",
            defaultValue = "${env:BLOSSOMER_API_KEY}")
    @Nullable
    String apiKey;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where a system of its own keeps its data; else BLOSSOMER_DATA_DIR (default: ${DEFAULT-VALUE}).",
            defaultValue = "${env:BLOSSOMER_DATA_DIR:-.blossomer}")
    Path dataDirectory = Path.of(".blossomer");
}
