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
            BatchCommand.class,
            ShowCommand.class,
            EditCommand.class,
            PromptsCommand.class,
            ReplayCommand.class,
            ProjectionsCommand.class,
            DoctorCommand.class,
            BenchCommand.class,
            SamplesCommand.class,
            StubLlmCommand.class
        },
        footer = {"", "New here? Run: blossomer demo"})
public final class Main implements Runnable {

    /** As shells have it: 128 and the number of SIGINT. */
    private static final int INTERRUPTED = 130;

    private static volatile boolean stopping;

    @Spec
    private CommandSpec spec;

    // picocli sets the fields.
    @SuppressWarnings("NullAway.Init")
    private Main() {}

    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping = true, "stopping"));
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
        PrintWriter err = commandLine.getErr();
        if (stopping) {
            // What breaks under a command that is being stopped is no news.
            err.println("Stopped.");
            err.flush();
            return INTERRUPTED;
        }
        if (!(e instanceof CliException)) {
            throw e;
        }
        err.println("blossomer: " + e.getMessage());
        err.flush();
        return 1;
    }
}
