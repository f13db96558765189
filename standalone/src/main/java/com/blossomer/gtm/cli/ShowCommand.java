package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a campaign. */
@Command(name = "show", description = "Print a campaign and its assets.", mixinStandardHelpOptions = true)
final class ShowCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The campaign, such as cmp_01k...")
    private String id = "";

    @Option(names = "--asset", paramLabel = "NAME", description = "Only this asset.")
    private String asset = "";

    @Option(names = "--json", description = "As JSON, as GET /campaigns/{id} answers it.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    ShowCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        if (!id.matches("[A-Za-z0-9_-]+")) {
            throw new CliException(
                    "'" + id + "' is no campaign id; they look like cmp_01k... and 'generate' prints them.");
        }
        JsonNode campaign;
        try (Session session = Session.open(connection, terminal)) {
            Answer answer = session.api().campaign(id);
            if (!answer.ok()) {
                throw new CliException(answer.problem());
            }
            campaign = answer.body();
        } catch (ConnectException e) {
            throw new CliException("Nothing answers there; check --server, or leave it out.");
        }
        JsonNode only = campaign.path("assets").path(asset);
        if (!asset.isEmpty() && only.isMissingNode()) {
            List<String> there = campaign.path("assets").properties().stream()
                    .map(Map.Entry::getKey)
                    .toList();
            throw new CliException("The campaign has no asset '" + asset + "'; it has "
                    + (there.isEmpty() ? "none: " + Campaigns.statusLine(campaign) : String.join(", ", there)) + ".");
        }
        if (json) {
            terminal.print((asset.isEmpty() ? campaign : only).toString());
        } else {
            Campaigns.text(campaign, asset, terminal).forEach(terminal::print);
        }
        return 0;
    }
}
