package com.blossomer.gtm.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * PostgreSQL as a child process of this JVM, durable: what is committed survives a {@code kill -9} of either. A server
 * left behind by a killed JVM is stopped before a new one starts; who starts one closes it.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private final Path data;
    private final EmbeddedPostgres postgres;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedDatabase(Path data, EmbeddedPostgres postgres) {
        this.data = data;
        this.postgres = postgres;
    }

    /**
     * Starts and returns once the server answers.
     *
     * @param port where to listen; 0 for the port this data directory had last, or a free one
     */
    public static EmbeddedDatabase start(Path dataDir, int port) {
        Path data = dataDir.resolve("postgres");
        StalePostmaster.stop(data);
        Ports ports = Ports.of(dataDir.resolve("database-port.properties"));
        int listen = port == 0 ? ports.get("postgres") : port;
        try {
            Files.createDirectories(dataDir);
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(listen)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    // A page is logged whole when it is first touched after a checkpoint, and a large batch touches
                    // many.
                    .setServerConfig("shared_buffers", "256MB")
                    .setServerConfig("max_wal_size", "3GB")
                    // Its own hook would stop it before those who still write to it.
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
            ports.save();
            return new EmbeddedDatabase(data, postgres);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start on " + data, e);
        }
    }

    /** Ends the server where its directory is thrown away, without the checkpoint that {@link #close} waits for. */
    void kill() {
        StalePostmaster.kill(data);
    }

    /** User included; there is no password, and only this machine can connect. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort()
                + "/postgres?user=postgres&reWriteBatchedInserts=true";
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                postgres.close();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL did not stop", e);
            }
        }
    }
}
