package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The tables that the query API reads. */
@Command(
        name = "projections",
        description = "The tables that results are read from.",
        mixinStandardHelpOptions = true,
        subcommands = ProjectionsCommand.Rebuild.class)
final class ProjectionsCommand implements Runnable {

    private static final long LOOK_MS = 500;

    @Spec
    private CommandSpec spec;

    // picocli sets the fields.
    @SuppressWarnings("NullAway.Init")
    ProjectionsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: blossomer projections rebuild");
    }

    /** New tables from the topics, in the place of those that are there. */
    @Command(
            name = "rebuild",
            description =
                    "Fill new tables from the topics beside the live ones, compare both, and swap them. Queries are"
                            + " answered all the while. Cut off, it goes on when it is started again.",
            footer = {"", "Exit code 0 only when the new tables are live."})
    static final class Rebuild extends ApiCommand {

        @Option(names = "--anew", description = "Drop what an earlier rebuild left, instead of going on with it.")
        private boolean anew;

        @Option(
                names = "--accept-differences",
                description = "Swap the tables though they differ: the topics are right, not the tables.")
        private boolean acceptDifferences;

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            JsonNode view =
                    body(api.post("/projections/rebuild?anew=" + anew + "&accept_differences=" + acceptDifferences));
            try (LiveLine line = new LiveLine(terminal)) {
                while (view.path("state").asText().equals("running")) {
                    line.show(view.path("phase").asText() + ":", progress(view));
                    Thread.sleep(LOOK_MS);
                    view = body(api.get("/projections/rebuild"));
                }
            }
            return view;
        }

        private static String progress(JsonNode view) {
            return String.format(
                    Locale.ROOT,
                    "%,d records read, %,d to go; %,d rows written, %,.0f/s",
                    view.path("records").asLong(),
                    view.path("remaining").asLong(),
                    view.path("rows").asLong(),
                    rate(view));
        }

        private static double rate(JsonNode view) {
            double seconds = view.path("reading_seconds").asDouble();
            return seconds == 0 ? 0 : view.path("rows").asLong() / seconds;
        }

        @Override
        void print(JsonNode view, Terminal terminal) {
            terminal.print(progress(view));
            terminal.print("%-18s %12s %12s".formatted("table", "rows", "rebuilt"));
            List<String> examples = new ArrayList<>();
            for (JsonNode table : view.path("tables")) {
                terminal.print("%-18s %,12d %,12d  %s"
                        .formatted(
                                table.path("table").asText(),
                                table.path("live_rows").asLong(),
                                table.path("rebuilt_rows").asLong(),
                                table.path("equal").asBoolean() ? "equal" : "DIFFERENT"));
                table.path("examples").forEach(row -> examples.add(row.asText()));
            }
            examples.forEach(row -> terminal.print("  " + row));
            terminal.print(
                    switch (view.path("state").asText()) {
                        case "completed" -> "The rebuilt tables are live.";
                        case "different" ->
                            "The tables that were there stay: something differs. Swap all the same with --accept-differences.";
                        default -> "It did not end: " + view.path("error").asText();
                    });
        }

        @Override
        int exitCode(JsonNode view) {
            return view.path("state").asText().equals("completed") ? 0 : 1;
        }
    }
}
