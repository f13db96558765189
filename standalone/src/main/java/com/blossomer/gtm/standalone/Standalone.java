package com.blossomer.gtm.standalone;

import com.blossomer.gtm.embedded.EmbeddedDatabase;
import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.embedded.EmbeddedRegistry;
import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running system: broker, registry, database and every service, in this JVM. Its data outlive it, also when the JVM is
 * killed.
 */
public final class Standalone implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    private final Deque<Part> started = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final StandaloneSettings settings;
    private final DataDirectory directory;
    private final String apiKey;
    private final Thread hook = Thread.ofPlatform().name("shutdown").unstarted(this::stop);
    private boolean stopping;
    private volatile URI url = URI.create("http://127.0.0.1");

    private record Part(String name, AutoCloseable stop) {}

    private Standalone(StandaloneSettings settings, DataDirectory directory) throws IOException {
        this.settings = settings;
        this.directory = directory;
        String given = settings.apiKey();
        this.apiKey = given != null && !given.isBlank() ? given : directory.apiKey();
        started.push(new Part("data directory", directory));
    }

    /**
     * Starts everything and returns when requests are served. Stops by itself when the JVM is asked to end.
     *
     * @throws DataDirectoryInUse when another system runs in the data directory
     */
    public static Standalone start(StandaloneSettings settings) throws IOException {
        Standalone standalone = new Standalone(settings, DataDirectory.open(settings.dataDirectory()));
        Runtime.getRuntime().addShutdownHook(standalone.hook);
        try {
            standalone.startParts();
            return standalone;
        } catch (IOException | RuntimeException e) {
            standalone.close();
            throw e;
        }
    }

    /** Where HTTP is served. */
    public URI url() {
        return url;
    }

    public String apiKey() {
        return apiKey;
    }

    public Path dataDirectory() {
        return directory.path();
    }

    /** Waits until the system was stopped. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook stops everything, or this is the hook.
        }
        stop();
    }

    private void startParts() throws IOException {
        requireFree(settings.port());
        Path data = directory.path();
        Executor threads = task -> Thread.ofPlatform().name("start").start(task);
        var kafka = CompletableFuture.supplyAsync(() -> part("Kafka", () -> EmbeddedKafka.start(data, 0)), threads);
        var database =
                CompletableFuture.supplyAsync(() -> part("PostgreSQL", () -> EmbeddedDatabase.start(data, 0)), threads);
        String jdbcUrl;
        EmbeddedRegistry registry;
        String bootstrapServers;
        try {
            bootstrapServers = kafka.join().bootstrapServers();
            registry = part("Schema registry", () -> EmbeddedRegistry.start(bootstrapServers, 0));
            jdbcUrl = database.join().jdbcUrl();
        } catch (CompletionException e) {
            CompletableFuture.allOf(kafka, database)
                    .exceptionally(failure -> null)
                    .join();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        ApplicationContext context = part(
                "Services",
                () -> context(bootstrapServers, registry.url(), jdbcUrl).start());
        url = context.getBean(EmbeddedServer.class).start().getURI();
        directory.publish(new ServerAddress(
                ProcessHandle.current().pid(), url.toString(), bootstrapServers, registry.url(), jdbcUrl));
    }

    /** Told before the rest starts in vain. */
    private static void requireFree(int port) {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "Port " + port + " is taken by another program. Choose another; 0 takes a free one.");
        }
    }

    private ApplicationContextBuilder context(String bootstrapServers, String registryUrl, String jdbcUrl) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("blossomer.kafka.bootstrap-servers", bootstrapServers);
        properties.put("blossomer.kafka.schema-registry-url", registryUrl);
        properties.put(
                "blossomer.pipeline.state-dir",
                directory.path().resolve("streams").toString());
        properties.put(
                "blossomer.search.dir", directory.path().resolve("search").toString());
        properties.put("blossomer.api-key", apiKey);
        properties.put("datasources.default.url", jdbcUrl);
        properties.put("datasources.default.username", "postgres");
        properties.put("micronaut.server.host", "127.0.0.1");
        properties.put("micronaut.server.port", settings.port() == 0 ? -1 : settings.port());
        properties.putAll(settings.properties());
        return ServiceApplication.builder("standalone", Standalone.class, properties);
    }

    /** Starts a part, to be stopped before those that were started earlier, and tells how long it took. */
    private <T extends AutoCloseable> T part(String name, Supplier<T> start) {
        long begin = System.nanoTime();
        T part = start.get();
        boolean late;
        synchronized (started) {
            late = stopping;
            if (!late) {
                started.push(new Part(name, part));
            }
        }
        if (late) {
            close(new Part(name, part));
            throw new CancellationException("stopped while starting");
        }
        settings.phases().accept(String.format(Locale.ROOT, "%-16s %4.1f s", name, (System.nanoTime() - begin) / 1e9));
        return part;
    }

    private void stop() {
        synchronized (started) {
            stopping = true;
        }
        for (Part part = next(); part != null; part = next()) {
            close(part);
        }
        stopped.countDown();
    }

    private @Nullable Part next() {
        synchronized (started) {
            return started.poll();
        }
    }

    private static void close(Part part) {
        try {
            part.stop().close();
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("part", part.name()).setCause(e).log("did not stop cleanly");
        }
    }
}
