package com.blossomer.gtm.bench;

import com.blossomer.gtm.embedded.EmbeddedKafka;
import com.blossomer.gtm.embedded.EmbeddedRegistry;
import com.blossomer.gtm.embedded.Ports;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.standalone.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A broker and a registry in this process, the simulated model and the LLM workers each in one of their own. */
final class LlmWorld implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final String WORKERS = "com.blossomer.gtm.llm.LlmWorkersMain";

    /** What an image of the workers does not hold. */
    private static final Pattern OTHERS = Pattern.compile(
            ".*[/\\\\](?:ingress|stream-processors|projections|embedded|standalone)(?:[/\\\\]target[/\\\\]classes|-[^/\\\\]*\\.jar)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final EmbeddedKafka kafka;
    private final EmbeddedRegistry registry;
    private final ChildJvm stub;
    private final ChildJvm worker;
    private final String workerUrl;
    private final KafkaClients clients;

    private LlmWorld(EmbeddedKafka kafka, EmbeddedRegistry registry, ChildJvm stub, ChildJvm worker, String workerUrl) {
        this.kafka = kafka;
        this.registry = registry;
        this.stub = stub;
        this.worker = worker;
        this.workerUrl = workerUrl;
        this.clients =
                new KafkaClients(new KafkaSettings(kafka.bootstrapServers(), registry.url(), 4, (short) 1, Map.of()));
    }

    /**
     * Starts all of it.
     *
     * @param main the command line's main class
     * @param variables of the workers, besides where everything is
     */
    static LlmWorld start(Class<?> main, Path directory, Duration latency, Map<String, String> variables)
            throws IOException {
        Files.createDirectories(directory);
        EmbeddedKafka kafka = EmbeddedKafka.start(directory, 0);
        EmbeddedRegistry registry = EmbeddedRegistry.start(kafka.bootstrapServers(), 0);
        ChildJvm stub = ChildJvm.start(
                main,
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                List.of("stub-llm", "--latency", latency.toMillis() + "ms"),
                Map.of(),
                directory.resolve("stub.log"));
        String stubUrl = await(stub, line -> line.startsWith("http://"));
        int port = Ports.free();
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        environment.put("SCHEMA_REGISTRY_URL", registry.url());
        environment.put("OPENAI_API_KEY", "bench");
        environment.put("OPENAI_BASE_URL", stubUrl + "/v1");
        environment.put("BLOSSOMER_PORT", Integer.toString(port));
        environment.put("LOG_FORMAT", "json");
        ChildJvm worker = ChildJvm.start(
                classPath(),
                WORKERS,
                List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC"),
                List.of(),
                environment,
                directory.resolve("llm-workers.log"));
        await(worker, line -> line.contains("\"message\":\"serving\""));
        return new LlmWorld(kafka, registry, stub, worker, "http://127.0.0.1:" + port);
    }

    KafkaClients clients() {
        return clients;
    }

    Scrape scrape() throws IOException, InterruptedException {
        return Scrape.of(http, workerUrl);
    }

    /** Of the workers' process. */
    ProcessFigures figures() {
        return new ProcessFigures(worker.process().toHandle());
    }

    @Override
    public void close() {
        worker.close();
        stub.close();
        registry.close();
        kafka.close();
        http.shutdownNow();
    }

    /** Of the workers alone. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !OTHERS.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String await(ChildJvm child, Predicate<String> word) {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && child.process().isAlive()) {
            var line = child.output().lines().filter(word).findFirst();
            if (line.isPresent()) {
                return line.get();
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new IllegalStateException("a process of the benchmark did not start; it said:\n" + child.output());
    }
}
