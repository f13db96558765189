package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the API something and prints the answer, as it is with {@code --json}. */
@Command(mixinStandardHelpOptions = true)
abstract class ApiCommand implements Callable<Integer> {

    @Option(names = "--json", description = "The answer of the API as it is.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    // picocli sets the fields.
    @SuppressWarnings("NullAway.Init")
    ApiCommand() {}

    /** Asks, and returns what was answered. */
    abstract JsonNode ask(ApiClient api, Terminal terminal) throws IOException, InterruptedException;

    /** Prints an answer for people. */
    abstract void print(JsonNode answer, Terminal terminal);

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        JsonNode answer;
        try (Session session = Session.open(connection, terminal)) {
            answer = ask(session.api(), terminal);
        } catch (ConnectException e) {
            throw new CliException("Nothing answers there; check --server, or leave it out.");
        }
        if (json) {
            terminal.print(answer.toString());
        } else {
            print(answer, terminal);
        }
        return exitCode(answer);
    }

    /** 0 when all that was asked for was done. */
    int exitCode(JsonNode answer) {
        return 0;
    }

    CommandSpec spec() {
        return spec;
    }

    /** The answer's body, or the problem as the server says it. */
    static JsonNode body(Answer answer) {
        if (!answer.ok()) {
            throw new CliException(answer.problem());
        }
        return answer.body();
    }

    /** A part of a path, which may hold anything. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
