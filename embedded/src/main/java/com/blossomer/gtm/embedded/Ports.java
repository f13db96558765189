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
import java.util.concurrent.ThreadLocalRandom;

/** The ports of a data directory: the same at every start as long as they are free. */
public final class Ports {

    /** Where the ports begin that Linux gives to outgoing connections; other systems begin later. */
    private static final int EPHEMERAL = 32_768;

    private static final int LOWEST = EPHEMERAL / 2;
    private static final int HIGHEST = 65_535;
    private static final int TRIES = 1_000;

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
        int port = last(name);
        if (isFree(port)) {
            return port;
        }
        port = free();
        while (ports.containsValue(Integer.toString(port))) {
            port = free();
        }
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

    /** Zero when there was none, or the file says nonsense. */
    private int last(String name) {
        try {
            return Integer.parseInt(ports.getProperty(name, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static boolean isFree(int port) {
        if (port < 1 || port > HIGHEST) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A port that nothing listens on. One that the system would choose could become that of an outgoing connection before it
     * is listened on, which is seconds later.
     */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, EPHEMERAL);
            if (isFree(port)) {
                return port;
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No free port on loopback", e);
        }
    }
}
