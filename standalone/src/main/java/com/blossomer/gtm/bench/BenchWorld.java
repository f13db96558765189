package com.blossomer.gtm.bench;

import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.DataDirectory;
import com.blossomer.gtm.standalone.ServerAddress;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The processes of one benchmark run: the stub, and the system as {@code up} starts it. */
final class BenchWorld implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ChildJvm stub;
    private final String stubUrl;
    private final ChildJvm system;
    private final ServerAddress server;
    private final String apiKey;

    private BenchWorld(ChildJvm stub, String stubUrl, ChildJvm system, ServerAddress server, String apiKey) {
        this.stub = stub;
        this.stubUrl = stubUrl;
        this.system = system;
        this.server = server;
        this.apiKey = apiKey;
    }

    static BenchWorld start(BenchPlan plan, Class<?> main, Path directory) throws IOException {
        Files.createDirectories(directory);
        ChildJvm stub = ChildJvm.start(
                main,
                // It shares the cores, and the memory, with what is measured.
                List.of("-Xmx512m", "-XX:+UseSerialGC"),
                List.of("stub-llm", "--latency", plan.llmLatency().toMillis() + "ms"),
                Map.of(),
                directory.resolve("stub.log"));
        try {
            String stubUrl = await(
                    stub,
                    () -> stub.output()
                            .lines()
                            .filter(line -> line.startsWith("http://"))
                            .findFirst());
            Path data = directory.resolve("data");
            ChildJvm system = ChildJvm.start(
                    main,
                    jvm(plan),
                    List.of("up", "--port", "0", "--data-dir", data.toString()),
                    environment(stubUrl),
                    directory.resolve("system.log"));
            try {
                ServerAddress server = await(system, () -> ServerAddress.running(data));
                return new BenchWorld(
                        stub,
                        stubUrl,
                        system,
                        server,
                        DataDirectory.apiKey(data).orElseThrow());
            } catch (IOException | RuntimeException e) {
                system.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            stub.close();
            throw e;
        }
    }

    /**
     * The launcher starts {@code bench} with the flags that it starts {@code up} with, so that they need no name here.
     * All simulated sites are on one host, which a real batch's are not: the limit per host must not be what is measured.
     * Sites are not embedded: a busy machine puts that off, and what little it does would come and go between runs.
     */
    private static List<String> jvm(BenchPlan plan) {
        List<String> options = new ArrayList<>(ChildJvm.ownFlags());
        options.addAll(List.of(
                "-Xmx" + plan.heap(),
                "-Dblossomer.llm.interactive-concurrency=" + plan.llmConcurrency(),
                "-Dblossomer.roles.search=false",
                "-Dblossomer.fetch.per-host=64",
                "-Dblossomer.fetch.concurrency=64"));
        return options;
    }

    private static Map<String, String> environment(String stubUrl) {
        Map<String, String> environment = new HashMap<>();
        environment.put("OPENAI_API_KEY", "bench");
        environment.put("OPENAI_BASE_URL", stubUrl + "/v1");
        environment.put("BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8");
        environment.put("BLOSSOMER_API_KEY", "");
        return environment;
    }

    ServerAddress server() {
        return server;
    }

    String apiKey() {
        return apiKey;
    }

    /** The home page of company {@code number}. */
    String site(int number) {
        return stubUrl + BenchSites.path(number);
    }

    /** Of the measured system. */
    ProcessFigures figures() {
        return new ProcessFigures(system.process().toHandle());
    }

    StubStats.Snapshot stubStats() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stubUrl + "/stats")).build();
        return JSON.readValue(http.send(request, BodyHandlers.ofString()).body(), StubStats.Snapshot.class);
    }

    void resetStub() throws IOException, InterruptedException {
        http.send(
                HttpRequest.newBuilder(URI.create(stubUrl + "/stats/reset"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
    }

    @Override
    public void close() {
        system.close();
        stub.close();
        http.shutdownNow();
    }

    private interface Attempt<T> {
        Optional<T> get() throws IOException;
    }

    private static <T> T await(ChildJvm child, Attempt<T> attempt) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && child.process().isAlive()) {
            Optional<T> result = attempt.get();
            if (result.isPresent()) {
                return result.get();
            }
            LockSupport.parkNanos(20_000_000);
        }
        throw new IllegalStateException("a process of the benchmark did not start; it said:\n" + child.output());
    }
}
