package com.blossomer.gtm.cli;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.standalone.DataDirectory;
import com.blossomer.gtm.standalone.DataDirectoryInUse;
import com.blossomer.gtm.standalone.ServerAddress;
import com.blossomer.gtm.standalone.Standalone;
import com.blossomer.gtm.standalone.StandaloneSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A system to talk to for the time of one command: somebody's, or one of its own that ends with it. */
final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final ApiClient api;
    private final @Nullable Standalone own;

    private Session(ApiClient api, @Nullable Standalone own) {
        this.api = api;
        this.own = own;
    }

    static Session open(ConnectionOptions options, Terminal terminal) throws IOException {
        Optional<ApiClient> running = running(options);
        if (running.isPresent()) {
            return new Session(running.get(), null);
        }
        StandaloneSettings settings =
                StandaloneSettings.in(options.dataDirectory).at(0, options.apiKey);
        return own(settings, terminal);
    }

    /** A system of this command's own. */
    static Session own(StandaloneSettings settings, Terminal terminal) throws IOException {
        Standalone standalone = start(settings, terminal);
        return new Session(new ApiClient(standalone.url(), standalone.apiKey()), standalone);
    }

    /** The system that the options name or that runs in the data directory. */
    static Optional<ApiClient> running(ConnectionOptions options) {
        if (options.server != null && !options.server.isBlank()) {
            return Optional.of(new ApiClient(uri(options.server), key(options)));
        }
        return ServerAddress.running(options.dataDirectory)
                .map(address -> new ApiClient(URI.create(address.url()), key(options)));
    }

    static Standalone start(StandaloneSettings settings, Terminal terminal) throws IOException {
        Path log = settings.dataDirectory().resolve(LogFile.NAME);
        try {
            Files.createDirectories(settings.dataDirectory());
            LogFile.open(log);
            return Standalone.start(settings.telling(phase -> terminal.tell(terminal.faint("  " + phase))));
        } catch (DataDirectoryInUse e) {
            throw new CliException(sentence(e));
        } catch (CancellationException e) {
            throw new CliException("Stopped while starting.");
        } catch (IOException e) {
            throw new CliException("The data directory " + settings.dataDirectory() + " cannot be used ("
                    + e.getClass().getSimpleName() + "); choose one that can be written, with --data-dir.");
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("could not start");
            throw new CliException("The system could not start: " + rootCause(e) + " (The log: " + log + ")");
        }
    }

    ApiClient api() {
        return api;
    }

    /** Where a system of this command's own keeps its data. */
    Optional<Path> ownDataDirectory() {
        return Optional.ofNullable(own).map(Standalone::dataDirectory);
    }

    @Override
    public void close() {
        api.close();
        if (own != null) {
            own.close();
        }
    }

    private static @Nullable String key(ConnectionOptions options) {
        return options.apiKey != null && !options.apiKey.isBlank()
                ? options.apiKey
                : DataDirectory.apiKey(options.dataDirectory).orElse(null);
    }

    private static URI uri(String server) {
        try {
            return URI.create(server.contains("://") ? server : "http://" + server);
        } catch (IllegalArgumentException e) {
            throw new CliException("--server is not a URL: " + server + "; write it like http://127.0.0.1:8080.");
        }
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.lines().findFirst().orElse(cause.toString()).replaceAll("(?<![.?!])$", ".");
    }

    private static String sentence(Exception e) {
        String message = String.valueOf(e.getMessage());
        return message.substring(0, 1).toUpperCase(Locale.ROOT) + message.substring(1) + ".";
    }
}
