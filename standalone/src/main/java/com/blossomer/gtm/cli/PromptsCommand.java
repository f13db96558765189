package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Prompts: what is there, what differs, another version, another label. */
@Command(
        name = "prompts",
        description = "List, show, edit, publish, label and compare versions of prompts.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PromptsCommand.Ls.class,
            PromptsCommand.Show.class,
            PromptsCommand.Edit.class,
            PromptsCommand.Publish.class,
            PromptsCommand.Label.class,
            PromptsCommand.Diff.class
        },
        footer = {
            "",
            "Example: blossomer prompts edit positioning positioning/",
            "         blossomer prompts publish positioning positioning/ --note 'Shorter' --label candidate",
            "         blossomer replay preview --batch bat_01k... --prompt positioning=candidate"
        })
final class PromptsCommand implements Runnable {

    private static final String SYSTEM = "system.hbs";
    private static final String PROMPT = "prompt.hbs";
    private static final String SCHEMA = "output.schema.json";
    private static final String SETTINGS = "settings.json";
    private static final List<String> NUMBERS = List.of("tier", "temperature", "max_output_tokens", "based_on");

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    PromptsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    private static String versions(String asset) {
        return "/prompts/" + ApiCommand.part(asset) + "/versions";
    }

    private static void line(JsonNode version, Terminal terminal) {
        List<String> labels = new ArrayList<>();
        version.path("labels").forEach(label -> labels.add(label.asText()));
        terminal.print("%-14s %-24s %-20s %s"
                .formatted(
                        version.path("version").asText(),
                        String.join(",", labels),
                        version.path("published_at").isNull()
                                ? "with the product"
                                : version.path("published_at").asText().replaceAll("\\.\\d+Z$", "Z"),
                        version.path("note").asText("").replace("null", ""))
                .stripTrailing());
    }

    /** All assets, or the versions of one. */
    @Command(name = "list", description = "The assets with their labels, or the versions of one.")
    static final class Ls extends ApiCommand {

        @Parameters(arity = "0..1", paramLabel = "ASSET", description = "Such as icp; all assets when left out.")
        private @Nullable String asset;

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get(asset == null ? "/prompts" : versions(asset)));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            answer.path("versions").forEach(version -> line(version, terminal));
            for (JsonNode prompt : answer.path("prompts")) {
                List<String> labels = new ArrayList<>();
                prompt.path("labels")
                        .properties()
                        .forEach(label -> labels.add(
                                label.getKey() + "=" + label.getValue().asText()));
                terminal.print("%-14s %2d version(s)  %s"
                        .formatted(
                                prompt.path("asset").asText(),
                                prompt.path("versions").asInt(),
                                String.join(" ", labels)));
            }
        }
    }

    /** One version, its texts too. */
    @Command(name = "show", description = "Print a version's texts.")
    static final class Show extends ApiCommand {

        @Parameters(index = "0", paramLabel = "ASSET")
        private String asset = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION|LABEL", defaultValue = "production")
        private String version = "production";

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get(versions(asset) + "/" + part(version)));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            line(answer, terminal);
            NUMBERS.forEach(
                    name -> terminal.print(name + ": " + answer.path(name).asText()));
            for (String name : List.of("system", "prompt")) {
                terminal.print("");
                terminal.print(terminal.bold(name));
                terminal.print(answer.path(name).asText().stripTrailing());
            }
            terminal.print("");
            terminal.print(terminal.bold("output_schema"));
            terminal.print(answer.path("output_schema").toPrettyString());
        }
    }

    /** Writes a version into a directory, to be edited there with whatever is at hand. */
    @Command(name = "edit", description = "Write a version into a directory, for your editor; then 'prompts publish'.")
    static final class Edit extends ApiCommand {

        @Parameters(index = "0", paramLabel = "ASSET")
        private String asset = "";

        @Parameters(index = "1", paramLabel = "DIR", description = "New, or empty.")
        private Path directory = Path.of("");

        @Option(names = "--from", paramLabel = "VERSION|LABEL", defaultValue = "production")
        private String from = "production";

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            JsonNode version = body(api.get(versions(asset) + "/" + part(from)));
            Files.createDirectories(directory);
            try (var files = Files.list(directory)) {
                if (files.findAny().isPresent()) {
                    throw new CliException(directory + " is not empty; name another directory.");
                }
            }
            Files.writeString(directory.resolve(SYSTEM), version.path("system").asText());
            Files.writeString(directory.resolve(PROMPT), version.path("prompt").asText());
            Files.writeString(
                    directory.resolve(SCHEMA), version.path("output_schema").toPrettyString() + "\n");
            ObjectNode settings = Json.MAPPER.createObjectNode();
            NUMBERS.forEach(name -> settings.set(name, version.path(name)));
            settings.put("based_on", version.path("version").asText());
            Files.writeString(directory.resolve(SETTINGS), settings.toPrettyString() + "\n");
            return version;
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            terminal.print("Version " + answer.path("version").asText() + " of " + asset + " is in " + directory
                    + ". When it is as you want it: blossomer prompts publish " + asset + " " + directory);
        }
    }

    /** Publishes what a directory holds. */
    @Command(name = "publish", description = "Publish a version from a directory that 'prompts edit' wrote.")
    static final class Publish extends ApiCommand {

        @Parameters(index = "0", paramLabel = "ASSET")
        private String asset = "";

        @Parameters(index = "1", paramLabel = "DIR")
        private Path directory = Path.of("");

        @Option(names = "--note", paramLabel = "TEXT", description = "What was changed, and why.")
        private @Nullable String note;

        @Option(names = "--label", paramLabel = "NAME", description = "Let this label point at it, such as candidate.")
        private @Nullable String label;

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            ObjectNode draft = Json.MAPPER.createObjectNode().put("note", note);
            int found = 0;
            for (var part :
                    List.of(List.of(SYSTEM, "system"), List.of(PROMPT, "prompt"), List.of(SCHEMA, "output_schema"))) {
                Path file = directory.resolve(part.getFirst());
                if (Files.isRegularFile(file)) {
                    draft.put(part.getLast(), Files.readString(file));
                    found++;
                }
            }
            Path settings = directory.resolve(SETTINGS);
            if (Files.isRegularFile(settings)) {
                Json.MAPPER
                        .readTree(settings.toFile())
                        .properties()
                        .forEach(one -> draft.set(one.getKey(), one.getValue()));
                found++;
            }
            if (found == 0) {
                throw new CliException(directory + " holds none of " + SYSTEM + ", " + PROMPT + ", " + SCHEMA + ", "
                        + SETTINGS + "; 'blossomer prompts edit " + asset + " DIR' writes them.");
            }
            JsonNode version = body(api.post(versions(asset), draft));
            return label == null
                    ? version
                    : body(api.put(
                            "/prompts/" + part(asset) + "/labels/" + part(label),
                            Json.MAPPER
                                    .createObjectNode()
                                    .put("version", version.path("version").asText())));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            line(answer, terminal);
        }
    }

    /** Moves a label. */
    @Command(
            name = "label",
            description = "Let a label point at a version; production is what campaigns are made with.")
    static final class Label extends ApiCommand {

        @Parameters(index = "0", paramLabel = "ASSET")
        private String asset = "";

        @Parameters(index = "1", paramLabel = "LABEL")
        private String label = "";

        @Parameters(index = "2", paramLabel = "VERSION|LABEL")
        private String version = "";

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.put(
                    "/prompts/" + part(asset) + "/labels/" + part(label),
                    Json.MAPPER.createObjectNode().put("version", version)));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            line(answer, terminal);
        }
    }

    /** Compares two versions. */
    @Command(name = "diff", description = "What differs between two versions.")
    static final class Diff extends ApiCommand {

        @Parameters(index = "0", paramLabel = "ASSET")
        private String asset = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "FROM", defaultValue = "production")
        private String from = "production";

        @Parameters(index = "2", arity = "0..1", paramLabel = "TO", defaultValue = "candidate")
        private String to = "candidate";

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get("/prompts/" + part(asset) + "/diff?from=" + part(from) + "&to=" + part(to)));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            if (answer.path("parts").isEmpty()) {
                terminal.print("Nothing differs.");
            }
            answer.path("parts").forEach(part -> terminal.print(part.asText()));
        }
    }
}
