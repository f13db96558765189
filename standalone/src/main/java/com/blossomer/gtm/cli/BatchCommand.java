package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A file of websites, followed to its end. */
@Command(
        name = "batch",
        description = "Make the assets of all websites of a CSV or JSONL file.",
        mixinStandardHelpOptions = true,
        subcommands = {
            BatchControlCommand.Pause.class,
            BatchControlCommand.Resume.class,
            BatchControlCommand.Go.class,
            BatchControlCommand.Cancel.class
        },
        footer = {
            "",
            "The exit code is 0 only when every row of the file completed. Ctrl-C leaves the batch running.",
            "Example: blossomer batch companies.csv --assets icp,email --sample 20 --budget 25 --out results.csv",
            "The columns of the file and of the results: docs/batches.md"
        })
final class BatchCommand implements Callable<Integer> {

    private static final long PAUSE_MS = 500;
    private static final int TOLD = 10;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A .csv with a column website_url, or a .jsonl.")
    private @Nullable Path file;

    @Option(names = "--assets", split = ",", paramLabel = "NAME", description = "Only these assets; else all.")
    private List<String> assets = new ArrayList<>();

    @Option(names = "--sample", paramLabel = "N", description = "Run N rows and wait for 'blossomer batch go ID'.")
    private @Nullable Integer sample;

    @Option(names = "--budget", paramLabel = "USD", description = "What the batch may cost.")
    private @Nullable String budget;

    @Option(names = "--priority", paramLabel = "N", description = "-100 to 100; higher goes first (default: 0).")
    private @Nullable Integer priority;

    @Option(
            names = "--economy",
            description = "Answers may take a day, for half the price, where the provider has that.")
    private boolean economy;

    @Option(names = "--out", paramLabel = "FILE", description = "Where the results go: .jsonl or .csv.")
    private @Nullable Path out;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            defaultValue = "flat",
            description = "Columns of a .csv: flat, smartlead, instantly or hubspot.")
    private String preset = "flat";

    @Option(names = "--dry-run", description = "Only check the file.")
    private boolean dryRun;

    @Option(names = "--resume", paramLabel = "BATCH_ID", description = "Follow a batch that was sent before.")
    private @Nullable String resume;

    @Option(names = "--json", description = "The batch at its end as one line of JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    BatchCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((file == null) == (resume == null)) {
            throw new ParameterException(
                    spec.commandLine(), "Name a file (blossomer batch companies.csv), or a batch with --resume.");
        }
        Terminal terminal = Terminal.of(spec.commandLine());
        try (Session session = Session.open(connection, terminal)) {
            String id = resume;
            if (file != null) {
                Answer sent = session.api()
                        .upload(
                                "/batches" + query(),
                                type(file),
                                UUID.randomUUID().toString(),
                                file);
                if (!sent.ok()) {
                    throw new CliException(file + " was refused: " + sent.problem());
                }
                tell(sent.body(), terminal);
                if (dryRun) {
                    if (json) {
                        terminal.print(sent.body().toString());
                    }
                    return sent.body().path("rejected_count").asLong() == 0 ? 0 : 1;
                }
                id = sent.body().path("batch_id").asText();
            }
            return follow(session, String.valueOf(id), terminal);
        }
    }

    private int follow(Session session, String id, Terminal terminal) throws IOException, InterruptedException {
        boolean own = session.ownDataDirectory().isPresent();
        Thread leaving = Thread.ofPlatform()
                .unstarted(() -> terminal.tell("\nThe batch " + (own ? "stands still" : "goes on")
                        + "; come back with: blossomer batch --resume " + id));
        Runtime.getRuntime().addShutdownHook(leaving);
        JsonNode batch;
        try (BatchDisplay display = new BatchDisplay(terminal)) {
            batch = await(session.api(), id, display);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(leaving);
            } catch (IllegalStateException e) {
                // The command is being stopped: the hook tells how to come back.
            }
        }
        boolean waiting = batch.path("status").asText().equals("waiting");
        if (waiting) {
            JsonNode preview = session.api().get("/batches/" + id + "/preview").body();
            BatchDisplay.preview(preview).forEach(terminal::tell);
            terminal.tell("Run the rest with: blossomer batch go " + id + ", then follow it with --resume " + id);
        }
        write(session.api(), id, terminal);
        if (json) {
            terminal.print(batch.toString());
        } else {
            terminal.print(BatchDisplay.line(batch));
        }
        return complete(batch) ? 0 : 1;
    }

    /** Until the batch has ended, or waits with nothing under way. */
    private static JsonNode await(ApiClient api, String id, BatchDisplay display)
            throws IOException, InterruptedException {
        while (true) {
            Answer answer = api.get("/batches/" + id);
            if (!answer.ok()) {
                throw new CliException("The system does not answer for " + id + ": " + answer.problem());
            }
            JsonNode batch = answer.body();
            display.show(batch);
            String status = batch.path("status").asText();
            boolean idle =
                    batch.path("ended").asLong() >= batch.path("dispatched").asLong();
            if (status.equals("completed") || status.equals("cancelled") || status.equals("waiting") && idle) {
                return batch;
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private void write(ApiClient api, String id, Terminal terminal) throws IOException, InterruptedException {
        if (out == null) {
            terminal.tell("Results: blossomer batch --resume " + id + " --out results.csv");
            return;
        }
        boolean csv = out.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        String query = csv ? "?format=csv&preset=" + preset : "?format=jsonl";
        int status = api.download("/batches/" + id + "/export" + query, out);
        if (status != 200) {
            throw new CliException("The results were answered with " + status + "; is there a preset " + preset + "?");
        }
        terminal.tell("Results are in " + out);
    }

    private static boolean complete(JsonNode batch) {
        return batch.path("rejected_count").asLong() == 0
                && batch.at("/counts/completed").asLong() == batch.path("rows").asLong();
    }

    private static void tell(JsonNode sent, Terminal terminal) {
        terminal.tell(sent.path("accepted").asLong() + " websites accepted, "
                + sent.path("duplicates_count").asLong() + " named twice, "
                + sent.path("rejected_count").asLong() + " rows rejected"
                + (sent.path("batch_id").isNull()
                        ? ""
                        : ": " + sent.path("batch_id").asText()));
        int told = 0;
        for (JsonNode row : sent.path("rejected")) {
            if (told++ == TOLD) {
                terminal.tell("  … and " + (sent.path("rejected_count").asLong() - TOLD) + " more");
                break;
            }
            terminal.tell("  line " + row.path("line").asLong() + ": "
                    + row.path("problem").asText());
        }
    }

    private String query() {
        List<String> query = new ArrayList<>();
        if (!assets.isEmpty()) {
            query.add("assets=" + encoded(String.join(",", assets)));
        }
        if (sample != null) {
            query.add("sample=" + sample);
        }
        if (budget != null) {
            query.add("budget_usd=" + encoded(budget));
        }
        if (priority != null) {
            query.add("priority=" + priority);
        }
        if (economy) {
            query.add("economy=true");
        }
        if (dryRun) {
            query.add("dry_run=true");
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String type(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CliException("Cannot read " + file + "; check the name.");
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            return "application/x-ndjson";
        }
        if (name.endsWith(".csv") || name.endsWith(".tsv") || name.endsWith(".txt")) {
            return "text/csv";
        }
        throw new CliException(file + " is neither .csv nor .jsonl; rename it to what it is.");
    }
}
