package com.blossomer.gtm.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One broker, registry and database for all tests of a JVM, in a temporary directory, stopped last. Tests share topics
 * and tables: each uses site keys and ids of its own.
 */
public final class EmbeddedBackends {

    private static final class Shared {
        static final EmbeddedBackends INSTANCE = new EmbeddedBackends();
    }

    private final Path directory;
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private @Nullable EmbeddedDatabase database;

    private EmbeddedBackends() {
        try {
            directory = Files.createTempDirectory("blossomer-backends-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kafka = EmbeddedKafka.start(directory, 0);
        registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-embedded-backends"));
    }

    /** Started at the first call. */
    public static EmbeddedBackends shared() {
        return Shared.INSTANCE;
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public String registryUrl() {
        return registry.url();
    }

    /** PostgreSQL is started at the first call. */
    public synchronized String jdbcUrl() {
        if (database == null) {
            database = EmbeddedDatabase.start(directory, 0);
            hurry(database.jdbcUrl());
        }
        return database.jdbcUrl();
    }

    /** Nothing here outlives a crash, and making a database would wait for the disk a thousand times. */
    private static void hurry(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set fsync = off");
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException("the tests' database does not answer", e);
        }
    }

    /** What Kafka clients and our serdes are configured with. */
    public Map<String, Object> kafkaConfig() {
        return Map.of("bootstrap.servers", bootstrapServers(), "schema.registry.url", registryUrl());
    }

    private synchronized void stop() {
        registry.close();
        kafka.close();
        if (database != null) {
            database.kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process still writes there; the system empties its temporary directory itself.
        }
    }
}
