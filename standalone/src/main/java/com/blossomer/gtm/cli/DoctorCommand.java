package com.blossomer.gtm.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is configured, reachable and missing. */
@Command(
        name = "doctor",
        description = "Say what is configured, reachable and missing.",
        mixinStandardHelpOptions = true,
        footer = {"", "The exit code is 0 unless something must be mended before it can work."})
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    DoctorCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        List<Check> checks = new Diagnosis(connection, System.getenv()).run();
        boolean failed = checks.stream().anyMatch(check -> check.state() == Check.State.FAILED);
        if (json) {
            terminal.print(json(checks, !failed).toString());
        } else {
            checks.forEach(check -> terminal.print(line(check)));
        }
        return failed ? 1 : 0;
    }

    /** One finding; {@code detail} says what to do where there is something to do. */
    record Check(String name, State state, String detail) {
        enum State {
            OK,
            NOTE,
            FAILED
        }
    }

    private static String line(Check check) {
        String mark = switch (check.state()) {
            case OK -> "ok    ";
            case NOTE -> "note  ";
            case FAILED -> "FAILED";
        };
        return String.format(Locale.ROOT, "%s  %-16s %s", mark, check.name(), check.detail());
    }

    private static ObjectNode json(List<Check> checks, boolean ok) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("ok", ok);
        ArrayNode list = result.putArray("checks");
        for (Check check : checks) {
            list.addObject()
                    .put("name", check.name())
                    .put("state", check.state().name().toLowerCase(Locale.ROOT))
                    .put("detail", check.detail());
        }
        return result;
    }
}
