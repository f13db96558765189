package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient.Answer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be asked of a batch that was sent. */
abstract class BatchControlCommand implements Callable<Integer> {

    private final String what;

    @Parameters(paramLabel = "BATCH_ID", description = "As 'blossomer batch' said it.")
    private String id = "";

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    private BatchControlCommand(String what) {
        this.what = what;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = Terminal.of(spec.commandLine());
        try (Session session = Session.open(connection, terminal)) {
            Answer answer = session.api().post("/batches/" + id + "/" + what);
            if (!answer.ok()) {
                throw new CliException(answer.problem());
            }
            terminal.print(BatchDisplay.line(answer.body()));
            return 0;
        }
    }

    @Command(name = "pause", description = "Start no more rows of a batch.", mixinStandardHelpOptions = true)
    static final class Pause extends BatchControlCommand {
        Pause() {
            super("pause");
        }
    }

    @Command(name = "resume", description = "Let a paused batch go on.", mixinStandardHelpOptions = true)
    static final class Resume extends BatchControlCommand {
        Resume() {
            super("resume");
        }
    }

    @Command(name = "go", description = "Run a batch past its sample.", mixinStandardHelpOptions = true)
    static final class Go extends BatchControlCommand {
        Go() {
            super("go");
        }
    }

    @Command(name = "cancel", description = "Stop a batch for good.", mixinStandardHelpOptions = true)
    static final class Cancel extends BatchControlCommand {
        Cancel() {
            super("cancel");
        }
    }
}
