package com.blossomer.gtm.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The ports of a data directory: the same at every start as long as they are free. */
final class Ports {

    private final Path file;
    private final Properties ports = new Properties();

    private Ports(Path file) {
        this.file = file;
    }

    static Ports of(Path file) {
        Ports ports = new Ports(file);
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                ports.ports.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
        return ports;
    }

    /** The port used last for this, if it is free, else any free one. */
    int get(String name) {
        String last = ports.getProperty(name);
        int port = last != null && isFree(last) ? Integer.parseInt(last) : free();
        ports.setProperty(name, Integer.toString(port));
        return port;
    }

    void save() {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (Writer writer = Files.newBufferedWriter(file)) {
                ports.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private static boolean isFree(@Nullable String port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(String.valueOf(port))));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on loopback", e);
        }
    }
}
