package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.embedded.Ports;
import com.blossomer.gtm.standalone.ChildJvm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The services of a system, each a process, which are started, stopped and killed one by one. */
final class Services implements AutoCloseable {

    /** Campaigns of batches under way at once. */
    static final int WINDOW = 4;

    private final Path directory;
    private final Map<String, String> contract;
    private final String key;
    private final Map<Service, ChildJvm> running = new EnumMap<>(Service.class);
    private final Map<Service, Integer> ports = new EnumMap<>(Service.class);

    /** @param contract the variables that all of them are given */
    Services(Path directory, Map<String, String> contract, String key) {
        this.directory = directory;
        this.contract = new HashMap<>(contract);
        this.contract.put("BLOSSOMER_API_KEY", key);
        this.key = key;
    }

    ChildJvm start(Service service) throws IOException {
        int port = Ports.free();
        Map<String, String> variables = new HashMap<>(contract);
        variables.put("BLOSSOMER_PORT", Integer.toString(port));
        if (service == Service.SITE_PIPELINE) {
            variables.put(
                    "BLOSSOMER_PIPELINE_STATE_DIR", directory.resolve("streams").toString());
        }
        if (service == Service.PROJECTIONS) {
            variables.put("BLOSSOMER_DISPATCH_WINDOW", Integer.toString(WINDOW));
            variables.put("BLOSSOMER_SEARCH_DIR", directory.resolve("search").toString());
        }
        ports.put(service, port);
        ChildJvm started = service.start(variables, directory.resolve(service + "-" + port + ".log"));
        running.put(service, started);
        return started;
    }

    /** All that do not run yet; returns when all are serving. */
    void startAll() throws IOException {
        for (Service service : Service.values()) {
            if (!running.containsKey(service)) {
                start(service);
            }
        }
        running.values().forEach(service -> Service.awaitWord(service, "serving"));
    }

    /** As {@code kill -9} does. */
    void kill(Service service) throws InterruptedException {
        Objects.requireNonNull(running.remove(service)).kill();
    }

    /** As an orchestrator does: asks, and expects it to end soon, cleanly and with a word. */
    void stop(Service service) throws InterruptedException {
        ChildJvm stopped = Objects.requireNonNull(running.remove(service));
        stopped.process().destroy();
        boolean ended = stopped.process().waitFor(15, TimeUnit.SECONDS);
        if (!ended) {
            stopped.kill();
        }
        assertThat(ended).as("%s did not stop: %s", service, stopped.output()).isTrue();
        assertThat(stopped.process().exitValue()).as(stopped.output()).isIn(0, 143);
        assertThat(stopped.output().lines().toList().getLast())
                .contains("\"message\":\"stopped\"")
                .contains("\"service\":");
        assertThat(stopped.output()).doesNotContain("did not stop cleanly");
    }

    /** Of a service as it was started last; to be closed. */
    ApiClient client(Service service) {
        return new ApiClient(url(service), key);
    }

    /** Of a service as it was started last. */
    URI url(Service service) {
        return URI.create("http://127.0.0.1:" + ports.get(service));
    }

    @Override
    public void close() {
        running.values()
                .forEach(service -> service.process().destroyForcibly().onExit().join());
    }
}
