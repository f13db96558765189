package com.blossomer.gtm.system;

import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.bench.TopicReader;
import com.blossomer.gtm.cli.Main;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One life of {@code up}, in a process of its own, which can be killed and followed by another on the same data. */
final class WholeSystem implements AutoCloseable {

    private static final String KEY = "whole-system-key";

    private final ChildJvm process;
    private final ServerAddress address;

    private WholeSystem(ChildJvm process, ServerAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Returns once it serves. */
    static WholeSystem start(StubServer stub, Path directory) throws IOException {
        Path data = directory.resolve("data");
        ChildJvm process = ChildJvm.start(
                Main.class,
                List.of("-Xmx768m", "-XX:+UseSerialGC"),
                List.of("up", "--port", "0", "--data-dir", data.toString()),
                Map.of(
                        "OPENAI_API_KEY", "test",
                        "OPENAI_BASE_URL", stub.openAiBaseUrl(),
                        "BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8",
                        "BLOSSOMER_ROLES_SEARCH", "false",
                        "BLOSSOMER_API_KEY", KEY),
                directory.resolve("system.log"));
        try {
            return new WholeSystem(process, address(process, data));
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    private static ServerAddress address(ChildJvm process, Path data) {
        return await().atMost(Duration.ofMinutes(2))
                .failFast("it ended", () -> !process.process().isAlive())
                .until(
                        () -> ServerAddress.running(data)
                                .filter(address ->
                                        address.pid() == process.process().pid()),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** To be closed. */
    ApiClient api() {
        return new ApiClient(URI.create(address.url()), KEY);
    }

    TopicReader topics() {
        return new TopicReader(address.kafkaBootstrapServers(), address.schemaRegistryUrl());
    }

    boolean isAlive() {
        return process.process().isAlive();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
