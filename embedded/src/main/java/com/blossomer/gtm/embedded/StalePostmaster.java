package com.blossomer.gtm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A PostgreSQL server that is known by its data directory alone, as its JVM did not live to stop it. */
final class StalePostmaster {

    private static final Logger LOG = LoggerFactory.getLogger(StalePostmaster.class);

    private StalePostmaster() {}

    static void stop(Path data) {
        Path file = file(data);
        if (!Files.exists(file)) {
            return;
        }
        try {
            Optional<ProcessHandle> process = running(data);
            if (process.isPresent()) {
                LOG.atInfo()
                        .addKeyValue("pid", process.get().pid())
                        .addKeyValue("data", data)
                        .log("Stopping the PostgreSQL server that an earlier run left behind");
                end(process.get());
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Ends the server of a directory that is thrown away: nothing is written any more. */
    static void kill(Path data) {
        try {
            running(data).ifPresent(StalePostmaster::endForcibly);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file(data), e);
        }
    }

    private static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    private static Optional<ProcessHandle> running(Path data) throws IOException {
        List<String> lines = Files.readAllLines(file(data));
        return lines.isEmpty() ? Optional.empty() : postgres(lines.getFirst().strip());
    }

    /** The process, if it lives and is PostgreSQL: its number may have been given to another one since. */
    private static Optional<ProcessHandle> postgres(String pid) {
        try {
            return ProcessHandle.of(Long.parseLong(pid))
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> handle.info().command().orElse("").contains("postgres"));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static void end(ProcessHandle process) {
        // SIGTERM waits for clients to leave; those of a killed JVM are gone, so this is quick.
        process.destroy();
        if (!ended(process)) {
            endForcibly(process);
        }
    }

    private static void endForcibly(ProcessHandle process) {
        List<ProcessHandle> backends = process.descendants().toList();
        process.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        if (!ended(process)) {
            throw new IllegalStateException(
                    "PostgreSQL (process " + process.pid() + ") does not stop; end it by hand and start again");
        }
    }

    private static boolean ended(ProcessHandle process) {
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
