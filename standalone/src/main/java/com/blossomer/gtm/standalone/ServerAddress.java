package com.blossomer.gtm.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a running system can be reached; kept as {@code server.json} in its data directory.
 *
 * @param url of the HTTP API
 * @param databaseUrl JDBC
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ServerAddress(
        long pid, String url, String kafkaBootstrapServers, String schemaRegistryUrl, String databaseUrl) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The system that runs in {@code directory}, if one does. */
    public static Optional<ServerAddress> running(Path directory) {
        return read(directory)
                .filter(address -> ProcessHandle.of(address.pid())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
    }

    /** What {@code server.json} says, whether or not the system still runs. */
    static Optional<ServerAddress> read(Path directory) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file(directory)), ServerAddress.class));
        } catch (NoSuchFileException | JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file(Path directory) {
        return directory.resolve("server.json");
    }

    String toJson() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }
}
