package com.blossomer.gtm.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./blossomer}. */
@Command(
        name = "blossomer",
        description = "Turns company websites into go-to-market assets.",
        mixinStandardHelpOptions = true,
        version = "blossomer 0.1.0",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            GenerateCommand.class,
            ShowCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            SamplesCommand.class,
            StubLlmCommand.class
        },
        footer = {"", "New here? Run: blossomer demo"})
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    // picocli sets the fields.
    @SuppressWarnings("NullAway.Init")
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", LogFile.CONFIGURATION);
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    private static int failed(Exception e, CommandLine commandLine, CommandLine.ParseResult result) throws Exception {
        if (!(e instanceof CliException)) {
            throw e;
        }
        PrintWriter err = commandLine.getErr();
        err.println("blossomer: " + e.getMessage());
        err.flush();
        return 1;
    }
}
