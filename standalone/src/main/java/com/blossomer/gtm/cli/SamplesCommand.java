package com.blossomer.gtm.cli;

import com.blossomer.gtm.standalone.SampleSites;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves the sample companies until stopped. */
@Command(
        name = "samples",
        description = "Serve the sample companies' websites on loopback, to try other commands on.",
        mixinStandardHelpOptions = true)
final class SamplesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SamplesCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (SampleSites sites = SampleSites.start()) {
            var out = spec.commandLine().getOut();
            sites.urls().forEach(out::println);
            out.println("Serving until Ctrl-C. To let a system read them: BLOSSOMER_FETCH_ALLOW=127.0.0.0/8");
            out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
