package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts an edited asset in the place of a campaign's own, and waits until what rests on it was made anew. */
@Command(
        name = "edit",
        description = "Edit an asset of a campaign; what rests on it is made anew.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: blossomer edit cmp_01k... icp              opens it in $EDITOR",
            "         blossomer show cmp_01k... --asset icp --json > icp.json",
            "         (change icp.json)",
            "         blossomer edit cmp_01k... icp icp.json"
        })
final class EditCommand implements Callable<Integer> {

    private static final Set<String> OPEN = Set.of("pending", "running");
    private static final Duration PAUSE = Duration.ofMillis(200);

    @Parameters(index = "0", paramLabel = "CAMPAIGN", description = "Such as cmp_01k...")
    private String id = "";

    @Parameters(index = "1", paramLabel = "ASSET", description = "Such as icp.")
    private String asset = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "The whole asset as JSON; - reads the standard input. Where it is left out, $EDITOR opens it.")
    private @Nullable String file;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait (default: ${DEFAULT-VALUE}).",
            defaultValue = "600")
    private long timeout;

    @Option(names = "--json", description = "The run as JSON, as GET /campaigns/{id}?run= answers it.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    // picocli sets the fields.
    @SuppressWarnings("NullAway.Init")
    EditCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        JsonNode given = file == null ? null : read(file);
        JsonNode campaign;
        List<String> made = new ArrayList<>();
        try (Session session = Session.open(connection, terminal)) {
            ApiClient api = session.api();
            String path = "/campaigns/" + ApiCommand.part(id);
            Answer answer =
                    given == null ? inEditor(api, path) : api.put(path + "/assets/" + ApiCommand.part(asset), given);
            JsonNode edit = ApiCommand.body(answer);
            edit.path("regenerated").forEach(name -> made.add(name.asText()));
            terminal.tell(terminal.faint(told(edit, made)));
            campaign = await(api, path + "?run=" + edit.path("run").asInt());
        } catch (ConnectException e) {
            throw new CliException("Nothing answers there; check --server, or leave it out.");
        }
        if (json) {
            terminal.print(campaign.toString());
        } else {
            made.addFirst(asset);
            Campaigns.text(campaign, made, terminal).forEach(terminal::print);
        }
        return Campaigns.completed(campaign) ? 0 : 1;
    }

    private static String told(JsonNode edit, List<String> made) {
        List<String> replaced = new ArrayList<>();
        edit.path("replaced").forEach(name -> replaced.add(name.asText()));
        return "  Run " + edit.path("run").asInt() + " makes anew: "
                + (made.isEmpty() ? "nothing" : String.join(", ", made))
                + (replaced.isEmpty()
                        ? ""
                        : "; your own " + String.join(", ", replaced) + " stay in run "
                                + edit.path("edited_from").asInt());
    }

    /** Sent with the run that was looked at, so that what somebody else changed meanwhile is not lost. */
    private Answer inEditor(ApiClient api, String path) throws IOException, InterruptedException {
        JsonNode campaign = ApiCommand.body(api.get(path));
        JsonNode before = campaign.path("assets").path(asset);
        if (before.isMissingNode()) {
            throw new CliException("The campaign has no asset '" + asset + "'.");
        }
        JsonNode after = Editor.ofEnvironment().change(asset, before);
        if (after.equals(before)) {
            throw new CliException("Nothing was changed.");
        }
        return api.put(
                path + "/assets/" + ApiCommand.part(asset),
                after,
                "\"" + campaign.path("run").asInt() + "\"");
    }

    private static JsonNode read(String file) throws IOException {
        try {
            return Json.MAPPER.readTree(
                    file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file)));
        } catch (JsonProcessingException e) {
            throw new CliException(file + " is not JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ").");
        } catch (NoSuchFileException e) {
            throw new CliException("There is no file " + file + ".");
        }
    }

    private JsonNode await(ApiClient api, String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        while (true) {
            Answer answer = api.get(path);
            JsonNode campaign = ApiCommand.body(answer);
            if (!OPEN.contains(campaign.path("status").asText())) {
                return campaign;
            }
            if (System.nanoTime() > deadline) {
                throw new CliException("The edit is still under way after " + timeout
                        + " s; it goes on in the system, and 'blossomer show " + id
                        + "' shows it once it is complete.");
            }
            Thread.sleep(PAUSE);
        }
    }
}
