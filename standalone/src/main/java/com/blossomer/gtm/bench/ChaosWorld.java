package com.blossomer.gtm.bench;

import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.DataDirectory;
import com.blossomer.gtm.standalone.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The processes of a chaos run: the system without its LLM workers as {@code up} starts it, two processes of LLM workers,
 * and in this one the providers, each a server of its own, and the sites.
 */
final class ChaosWorld implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);
    private static final String WORKERS = "com.blossomer.gtm.llm.LlmWorkersMain";
    private static final List<String> NAMES = List.of("alpha", "beta", "gamma");
    private static final int WORKER_PROCESSES = 2;

    private final Path directory;
    private final List<StubServer> providers = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final List<ChildJvm> workers = new ArrayList<>();
    private final List<String> lives = new ArrayList<>();
    private final StubServer sites;
    private final ChildJvm system;
    private final ServerAddress server;
    private final String apiKey;

    private ChaosWorld(ChaosPlan plan, Class<?> main, Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        Files.createDirectories(directory);
        sites = StubServer.start(StubServer.Behaviour.answering(Duration.ZERO));
        for (int i = 0; i < NAMES.size(); i++) {
            providers.add(StubServer.start(new StubServer.Behaviour(
                    0, plan.latency(), plan.failureRate(), true, plan.seed() + 1_000_000L * i)));
        }
        environment.put("BLOSSOMER_MODELS", "alpha/m,beta/m,gamma/m");
        environment.put("BLOSSOMER_LLM_PRICES", "alpha/*=1/4,beta/*=1/4,gamma/*=1/4");
        environment.put("BLOSSOMER_LLM_TIMEOUT", "20s");
        environment.put("BLOSSOMER_LLM_INTERACTIVE_CONCURRENCY", Integer.toString(plan.concurrency()));
        Path data = directory.resolve("data");
        Map<String, String> withoutWorkers = new HashMap<>(environment);
        withoutWorkers.putAll(providersFor("system"));
        withoutWorkers.put("BLOSSOMER_ROLES_LLM", "false");
        withoutWorkers.put("BLOSSOMER_ROLES_SEARCH", "false");
        withoutWorkers.put("BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8");
        withoutWorkers.put("BLOSSOMER_FETCH_PER_HOST", "32");
        withoutWorkers.put("BLOSSOMER_API_KEY", "");
        system = ChildJvm.start(
                main,
                List.of("-Xmx1g", "-XX:+UseParallelGC"),
                List.of("up", "--port", "0", "--data-dir", data.toString()),
                withoutWorkers,
                directory.resolve("system.log"));
        server = awaitServer(data);
        apiKey = DataDirectory.apiKey(data).orElseThrow();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", server.kafkaBootstrapServers());
        environment.put("SCHEMA_REGISTRY_URL", server.schemaRegistryUrl());
        environment.put("BLOSSOMER_PORT", "-1");
        for (int i = 0; i < WORKER_PROCESSES; i++) {
            lives.add("worker-" + i);
            workers.add(worker(i));
        }
    }

    static ChaosWorld start(ChaosPlan plan, Class<?> main, Path directory) throws IOException, InterruptedException {
        return new ChaosWorld(plan, main, directory);
    }

    Path directory() {
        return directory;
    }

    List<StubServer> providers() {
        return providers;
    }

    ServerAddress server() {
        return server;
    }

    String apiKey() {
        return apiKey;
    }

    /** The home page of company {@code number}. */
    String site(int number) {
        return sites.site(number);
    }

    /** @throws IllegalStateException with what it said, when a process has ended that should not */
    void check() {
        for (ChildJvm child : workers) {
            if (!child.process().isAlive()) {
                throw new IllegalStateException("a worker ended; it said:\n" + child.output());
            }
        }
        if (!system.process().isAlive()) {
            throw new IllegalStateException("the system ended; it said:\n" + system.output());
        }
    }

    /** @return the life that has ended, whose deployment asks for nothing any more */
    String kill(int worker) throws InterruptedException {
        workers.get(worker).kill();
        return lives.get(worker);
    }

    void restart(int worker) throws IOException {
        lives.set(worker, lives.get(worker) + "-again");
        workers.set(worker, worker(worker));
    }

    @Override
    public void close() {
        workers.forEach(ChildJvm::close);
        system.close();
        providers.forEach(StubServer::close);
        sites.close();
    }

    /** A worker asks a deployment of its own of every provider: answers then tell which worker asked. */
    private Map<String, String> providersFor(String life) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            settings.put(
                    "BLOSSOMER_PROVIDERS_" + NAMES.get(i).toUpperCase(Locale.ROOT) + "_BASE_URL",
                    providers.get(i).openAiBaseUrl(life));
        }
        return settings;
    }

    private ChildJvm worker(int number) throws IOException {
        Map<String, String> settings = new HashMap<>(environment);
        settings.putAll(providersFor(lives.get(number)));
        return ChildJvm.start(
                LlmWorld.classPath(),
                WORKERS,
                List.of("-Xmx384m", "-XX:+UseSerialGC"),
                List.of(),
                settings,
                directory.resolve("llm-workers-" + number + ".log"));
    }

    private ServerAddress awaitServer(Path data) throws IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline && system.process().isAlive()) {
            Optional<ServerAddress> running = ServerAddress.running(data);
            if (running.isPresent()) {
                return running.get();
            }
            LockSupport.parkNanos(20_000_000);
        }
        String state = system.process().isAlive()
                ? "within " + START.toSeconds() + " s"
                : "and ended with code " + system.process().exitValue();
        system.close();
        throw new IllegalStateException("the system did not start " + state + "; it said:\n" + system.output());
    }
}
