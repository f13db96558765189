package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient.Order;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Campaigns for websites, printed. */
@Command(
        name = "generate",
        description = "Make the assets of websites and print them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The exit code is 0 only when every campaign completed.",
            "Example: blossomer generate acme.com --assets icp,email --context 'We sell to hospitals only'"
        })
final class GenerateCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "URL", description = "Websites; '-' reads them from standard input.")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--file", paramLabel = "FILE", description = "A file of websites, one a line; # starts a comment.")
    private @Nullable Path file;

    @Option(
            names = "--assets",
            split = ",",
            paramLabel = "NAME",
            description = "Only these assets, with what they depend on; else all.")
    private List<String> assets = new ArrayList<>();

    @Option(
            names = "--context",
            paramLabel = "TEXT|@FILE",
            description = "What you know about the companies; it wins over what is inferred.")
    private @Nullable String context;

    @Option(
            names = "--max-age",
            paramLabel = "SECONDS",
            description = "How old a stored reading of a site may be; 0 reads the sites again (default: 30 days).")
    private @Nullable Long maxAge;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long to wait for all (default: ${DEFAULT-VALUE}).",
            defaultValue = "1800")
    private long timeout;

    @Option(names = "--json", description = "One line of JSON per campaign, in the order given.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    GenerateCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Order> orders = orders();
        Terminal terminal = Terminal.of(spec.commandLine());
        List<JsonNode> results;
        try (Session session = Session.open(connection, terminal)) {
            try (Progress progress = new Progress(terminal, orders.size())) {
                results = new CampaignRunner(session.api(), progress).run(orders, Duration.ofSeconds(timeout));
            }
            results.forEach(result -> print(result, terminal));
        }
        return finish(results, terminal);
    }

    private void print(JsonNode result, Terminal terminal) {
        if (json) {
            terminal.print(result.toString());
        } else {
            Campaigns.text(result, "", terminal).forEach(terminal::print);
        }
    }

    private int finish(List<JsonNode> results, Terminal terminal) {
        List<JsonNode> underWay = results.stream()
                .filter(result -> List.of("pending", "running")
                        .contains(result.path("status").asText()))
                .toList();
        if (!underWay.isEmpty()) {
            throw new CliException(underWay.size() + " of " + results.size() + " campaigns were still under way after "
                    + timeout + " s; they go on in the system, see 'blossomer show "
                    + underWay.getFirst().path("campaign_id").asText() + "', or allow more with --timeout.");
        }
        long completed = results.stream().filter(Campaigns::completed).count();
        if (completed < results.size()) {
            terminal.tell("blossomer: " + completed + " of " + results.size()
                    + " campaigns completed; the reasons are with the others.");
        }
        return completed == results.size() ? 0 : 1;
    }

    private List<Order> orders() {
        List<String> sites = sites();
        if (sites.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Name at least one website: blossomer generate acme.com (or --file FILE).");
        }
        String text = context == null ? null : context.startsWith("@") ? read(Path.of(context.substring(1))) : context;
        return sites.stream().map(site -> new Order(site, assets, text, maxAge)).toList();
    }

    private List<String> sites() {
        List<String> sites = new ArrayList<>();
        for (String url : urls) {
            if (url.equals("-")) {
                sites.addAll(lines(standardInput()));
            } else {
                sites.add(url);
            }
        }
        if (file != null) {
            sites.addAll(lines(read(file)));
        }
        return sites;
    }

    private static List<String> lines(String text) {
        Stream<String> lines =
                text.lines().map(line -> line.replaceAll("(^|\\s)#.*", "").strip());
        return lines.filter(line -> !line.isEmpty()).toList();
    }

    private static String standardInput() {
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CliException("Cannot read " + file + " (" + e.getClass().getSimpleName()
                    + "); check the name and that it is UTF-8 text.");
        }
    }
}
