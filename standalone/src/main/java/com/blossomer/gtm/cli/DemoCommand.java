package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient.Order;
import com.blossomer.gtm.standalone.DataDirectory;
import com.blossomer.gtm.standalone.DataDirectoryInUse;
import com.blossomer.gtm.standalone.SampleSites;
import com.blossomer.gtm.standalone.StandaloneSettings;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main job on a fresh machine. */
@Command(
        name = "demo",
        description = "Start everything, turn the bundled sample companies into assets, print them, and stop.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the demo keeps its data; it is kept afterwards (default: .blossomer/demo, emptied at"
                    + " each start).")
    private @Nullable Path dataDirectory;

    @Option(names = "--stay", description = "Stay up afterwards, until Ctrl-C.")
    private boolean stay;

    @Option(names = "--json", description = "One line of JSON per company instead of text.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        long start = System.nanoTime();
        Path directory = dataDirectory != null ? dataDirectory : emptied(Path.of(".blossomer", "demo"));
        StandaloneSettings settings = StandaloneSettings.in(directory).with("blossomer.fetch.allow", "127.0.0.0/8");
        terminal.tell("Starting Kafka, schema registry, PostgreSQL and the services, all in this process:");
        List<JsonNode> results;
        try (SampleSites sites = SampleSites.start();
                Session session = Session.own(settings, terminal)) {
            terminal.tell(
                    "Asking for the go-to-market assets of " + sites.urls().size() + " companies:");
            try (Progress progress = new Progress(terminal, sites.urls().size())) {
                List<Order> orders = sites.urls().stream()
                        .map(url -> new Order(url, List.of(), null))
                        .toList();
                results = new CampaignRunner(session.api(), progress).run(orders, TIMEOUT);
            }
            print(results, terminal);
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            summary(results, session, seconds).forEach(terminal::tell);
            if (stay) {
                new CountDownLatch(1).await();
            }
        }
        return results.stream().allMatch(Campaigns::completed) ? 0 : 1;
    }

    private void print(List<JsonNode> results, Terminal terminal) {
        for (JsonNode result : results) {
            if (json) {
                terminal.print(result.toString());
            } else {
                Campaigns.text(result, "", terminal).forEach(terminal::print);
            }
        }
    }

    private List<String> summary(List<JsonNode> results, Session session, long seconds) {
        long completed = results.stream().filter(Campaigns::completed).count();
        String id = results.getFirst().path("campaign_id").asText();
        Path directory = session.ownDataDirectory().orElseThrow();
        String shown = Path.of("").toAbsolutePath().relativize(directory).toString();
        String first = "curl -H \"Authorization: Bearer $(cat " + shown + "/api-key)\" ";
        String url = stay ? session.api().base().toString() : "http://127.0.0.1:8080";
        return List.of(
                completed + " of " + results.size() + " campaigns completed, " + seconds + " s since the start.",
                "",
                "Everything is kept in " + shown + "; read it again with:",
                "  ./blossomer show " + id + " --data-dir " + shown,
                stay ? "It stays up until Ctrl-C. Query it with:" : "or start it and query it over HTTP:",
                stay ? "" : "  ./blossomer up --port 8080 --data-dir " + shown,
                "  " + first + url + "/campaigns",
                "  " + first + url + "/campaigns/" + id + "/assets/icp",
                "Your own companies: ./blossomer generate https://example.com   (set OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY for a real model)");
    }

    /** The directory of earlier demos; only what this program made there is removed. */
    private static Path emptied(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return directory;
        }
        try (DataDirectory ours = DataDirectory.open(directory);
                Stream<Path> files = Files.walk(ours.path())) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                boolean lock = path.equals(ours.path().resolve("lock"));
                if (!path.equals(ours.path()) && !lock) {
                    Files.delete(path);
                }
            }
        } catch (DataDirectoryInUse e) {
            throw new CliException("A demo is running already: " + e.getMessage() + ".");
        }
        return directory;
    }
}
