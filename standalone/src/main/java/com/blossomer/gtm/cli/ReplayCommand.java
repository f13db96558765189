package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Replays: past campaigns with other prompts or models. */
@Command(
        name = "replay",
        description = "Run past campaigns again with other prompts or models; compare, promote or discard.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReplayCommand.Preview.class,
            ReplayCommand.Start.class,
            ReplayCommand.Ls.class,
            ReplayCommand.Show.class,
            ReplayCommand.Diff.class,
            ReplayCommand.Pause.class,
            ReplayCommand.Resume.class,
            ReplayCommand.Cancel.class,
            ReplayCommand.Promote.class,
            ReplayCommand.Undo.class,
            ReplayCommand.Discard.class
        },
        footer = {
            "",
            "Example: blossomer replay preview --batch bat_01k... --prompt positioning=candidate",
            "         blossomer replay start   --batch bat_01k... --prompt positioning=candidate --sample 20",
            "         blossomer replay diff rep_01k... && blossomer replay promote rep_01k..."
        })
final class ReplayCommand implements Runnable {

    private static final long PAUSE_MS = 500;
    private static final int SHORT = 160;

    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ReplayCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    /** Which campaigns, and what is otherwise. */
    static final class What {

        @Option(names = "--batch", paramLabel = "ID", description = "The campaigns of a batch.")
        private @Nullable String batch;

        @Option(names = "--campaigns", split = ",", paramLabel = "ID", description = "These campaigns.")
        private List<String> campaigns = new ArrayList<>();

        @Option(names = "--site", paramLabel = "URL", description = "The campaigns of a website.")
        private @Nullable String site;

        @Option(
                names = "--status",
                paramLabel = "STATUS",
                description = "completed, partial, failed or cancelled ones.")
        private @Nullable String status;

        @Option(names = "--from", paramLabel = "TIME", description = "Asked for since, such as 2026-01-31T12:00:00Z.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Asked for before.")
        private @Nullable String to;

        @Option(
                names = "--prompt",
                paramLabel = "ASSET=VERSION",
                description = "Another version of a prompt, or a label; can be repeated.")
        private Map<String, String> prompts = new LinkedHashMap<>();

        @Option(names = "--models", split = ",", paramLabel = "PROVIDER/MODEL", description = "Other models, in order.")
        private List<String> models = new ArrayList<>();

        @Option(names = "--from-stage", paramLabel = "ASSET", description = "Other models from this asset on alone.")
        private @Nullable String fromStage;

        @Option(names = "--sample", paramLabel = "N", description = "Only so many of the campaigns.")
        private @Nullable Long sample;

        @Option(names = "--budget", paramLabel = "USD", description = "What the replay may cost.")
        private @Nullable BigDecimal budget;

        ObjectNode json() {
            ObjectNode json = Json.MAPPER.createObjectNode();
            ObjectNode cohort = json.putObject("cohort");
            put(cohort, "batch", batch);
            put(cohort, "site", site);
            put(cohort, "status", status);
            put(cohort, "from", from);
            put(cohort, "to", to);
            if (!campaigns.isEmpty()) {
                campaigns.forEach(cohort.putArray("campaigns")::add);
            }
            prompts.forEach(json.putObject("prompts")::put);
            models.forEach(json.putArray("models")::add);
            put(json, "from_stage", fromStage);
            if (sample != null) {
                json.put("sample", sample);
            }
            if (budget != null) {
                json.put("budget_usd", budget);
            }
            return json;
        }

        private static void put(ObjectNode json, String name, @Nullable String value) {
            if (value != null) {
                json.put(name, value);
            }
        }
    }

    /** What it would come to. */
    @Command(name = "preview", description = "What a replay would come to, without starting it.")
    static final class Preview extends ApiCommand {

        @Mixin
        private What what = new What();

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.post("/replays/preview", what.json()));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            terminal.print("campaigns      " + answer.path("campaigns").asText());
            if (answer.path("unreachable").asLong() > 0) {
                terminal.print("out of reach   " + answer.path("unreachable").asText()
                        + " (their requests are not kept any more)");
            }
            if (answer.has("note")) {
                terminal.print("note           " + answer.path("note").asText());
            }
            answer.path("calls")
                    .properties()
                    .forEach(call -> terminal.print("asked anew     %-14s %s"
                            .formatted(call.getKey(), call.getValue().asText())));
            terminal.print("stored answers " + answer.path("cache_hits").asText());
            terminal.print("tokens         " + answer.path("input_tokens").asText() + " in, "
                    + answer.path("output_tokens").asText() + " out, as those calls took before");
            terminal.print(
                    "cost           " + answer.path("cost_usd").decimalValue().toPlainString()
                            + " US dollars, as those calls cost before");
        }
    }

    /** Starts one and follows it. */
    @Command(name = "start", description = "Start a replay, and follow it until its runs have ended.")
    static final class Start extends ApiCommand {

        @Mixin
        private What what = new What();

        @Option(names = "--unchanged", description = "Also where nothing changes.")
        private boolean unchanged;

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            ObjectNode request = what.json();
            if (unchanged) {
                request.put("unchanged", true);
            }
            JsonNode replay = body(api.post("/replays", request));
            String id = replay.path("replay_id").asText();
            terminal.tell(id + " has started; Ctrl-C leaves it running, 'blossomer replay show " + id + "' finds it.");
            if (replay.has("note")) {
                terminal.tell(replay.path("note").asText());
            }
            long told = -1;
            while (!replay.path("finished").asBoolean()
                    && !replay.path("status").asText().equals("paused")) {
                Thread.sleep(PAUSE_MS);
                replay = body(api.get("/replays/" + id));
                long ended = ended(replay);
                if (ended != told) {
                    told = ended;
                    terminal.tell(
                            "  " + ended + " of " + replay.path("campaigns").asLong() + " campaigns have ended");
                }
            }
            return replay;
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            show(answer, terminal);
        }
    }

    private static long ended(JsonNode replay) {
        long ended = 0;
        for (var count : replay.path("counts").properties()) {
            boolean open = count.getKey().equals("running") || count.getKey().equals("pending");
            ended += open ? 0 : count.getValue().asLong();
        }
        return ended;
    }

    private static void show(JsonNode replay, Terminal terminal) {
        List<String> counts = new ArrayList<>();
        replay.path("counts")
                .properties()
                .forEach(count -> counts.add(count.getValue().asText() + " " + count.getKey()));
        terminal.print("%s  %-9s  %d campaigns: %s; %s calls, %s US dollars"
                .formatted(
                        replay.path("replay_id").asText(),
                        replay.path("status").asText(),
                        replay.path("campaigns").asLong(),
                        counts.isEmpty() ? "none started" : String.join(", ", counts),
                        replay.path("calls").asText(),
                        replay.path("cost_usd").decimalValue().toPlainString()));
    }

    /** All of them. */
    @Command(name = "list", description = "Replays, newest first.")
    static final class Ls extends ApiCommand {

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get("/replays"));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            answer.path("replays").forEach(replay -> show(replay, terminal));
        }
    }

    /** One of them. */
    @Command(name = "show", description = "How far a replay is.")
    static final class Show extends ApiCommand {

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get("/replays/" + part(id)));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            show(answer, terminal);
        }
    }

    /** What it made otherwise. */
    @Command(name = "diff", description = "What a replay made otherwise, by campaign and field.")
    static final class Diff extends ApiCommand {

        @Parameters(paramLabel = "ID")
        private String id = "";

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "Campaigns (default: ${DEFAULT-VALUE}).",
                defaultValue = "5")
        private int limit;

        @Option(names = "--cursor", paramLabel = "TEXT", description = "Where the page before ended.")
        private @Nullable String cursor;

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.get("/replays/" + part(id) + "/diff?limit=" + limit
                    + (cursor == null ? "" : "&cursor=" + part(cursor))));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            for (JsonNode asset : answer.path("summary")) {
                terminal.print("%-14s %s of %s changed, %s failed; words %s -> %s, cost %s -> %s, latency %s -> %s ms"
                        .formatted(
                                asset.path("asset").asText(),
                                asset.path("changed").asText(),
                                asset.path("compared").asText(),
                                asset.path("failed").asText(),
                                asset.path("words_before").asText(),
                                asset.path("words_after").asText(),
                                asset.path("cost_usd_before").decimalValue().toPlainString(),
                                asset.path("cost_usd_after").decimalValue().toPlainString(),
                                asset.path("latency_ms_before").asText(),
                                asset.path("latency_ms_after").asText()));
            }
            for (JsonNode campaign : answer.path("campaigns")) {
                terminal.print("");
                terminal.print(terminal.bold(campaign.path("website_url").asText()) + "  "
                        + campaign.path("campaign_id").asText());
                campaign.path("assets").forEach(asset -> asset(asset, terminal));
            }
            if (answer.has("next_cursor")) {
                terminal.print("");
                terminal.print("More: --cursor " + answer.path("next_cursor").asText());
            }
        }

        private static void asset(JsonNode asset, Terminal terminal) {
            String name = asset.path("asset").asText();
            if (asset.has("failure")) {
                terminal.print("  " + name + " failed: " + asset.path("failure").asText());
            }
            for (JsonNode field : asset.path("fields")) {
                terminal.print("  " + name + field.path("path").asText());
                if (!field.path("before").isNull()) {
                    terminal.print("    - " + text(field.path("before")));
                }
                if (!field.path("after").isNull()) {
                    terminal.print("    + " + text(field.path("after")));
                }
            }
        }

        private static String text(JsonNode value) {
            String text = value.asText();
            return text.length() > SHORT ? text.substring(0, SHORT) + "…" : text;
        }
    }

    /** Asks something of a replay. */
    abstract static class Action extends ApiCommand {

        @Parameters(paramLabel = "ID")
        private String id = "";

        private final String action;
        private final String done;

        Action(String action, String done) {
            this.action = action;
            this.done = done;
        }

        @Override
        JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException {
            return body(api.post("/replays/" + part(id) + "/" + action));
        }

        @Override
        void print(JsonNode answer, Terminal terminal) {
            terminal.print(id + " " + done);
        }
    }

    /** Stops sending. */
    @Command(name = "pause", description = "Start no more of its runs for now.")
    static final class Pause extends Action {
        Pause() {
            super("pause", "is paused.");
        }
    }

    /** Goes on. */
    @Command(name = "resume", description = "Let a paused replay go on.")
    static final class Resume extends Action {
        Resume() {
            super("resume", "goes on.");
        }
    }

    /** Stops for good. */
    @Command(name = "cancel", description = "Stop it for good.")
    static final class Cancel extends Action {
        Cancel() {
            super("cancel", "is cancelled.");
        }
    }

    /** Makes its runs current. */
    @Command(name = "promote", description = "Make its complete runs the ones that are shown.")
    static final class Promote extends Action {
        Promote() {
            super("promote", "is promoted; 'blossomer replay undo' takes it back.");
        }
    }

    /** Takes promoting back. */
    @Command(name = "undo", description = "Show again what was shown before it was promoted.")
    static final class Undo extends Action {
        Undo() {
            super("undo", "is undone.");
        }
    }

    /** Drops its runs. */
    @Command(name = "discard", description = "Drop its runs; what they cost stays in the usage.")
    static final class Discard extends Action {
        Discard() {
            super("discard", "is discarded.");
        }
    }
}
