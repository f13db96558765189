package com.blossomer.gtm.cli;

import com.blossomer.gtm.cli.DoctorCommand.Check;
import com.blossomer.gtm.cli.DoctorCommand.Check.State;
import com.blossomer.gtm.client.ApiClient;
import com.blossomer.gtm.client.ApiClient.Answer;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.standalone.ServerAddress;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The checks of {@code doctor}. */
final class Diagnosis {

    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    /** Any of them makes calls that cost money. */
    private static final List<String> PAID =
            List.of("OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "BLOSSOMER_MODELS");

    private final ConnectionOptions connection;
    private final Map<String, String> environment;

    Diagnosis(ConnectionOptions connection, Map<String, String> environment) {
        this.connection = connection;
        this.environment = environment;
    }

    List<Check> run() throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("java", State.OK, Runtime.version() + ", " + System.getProperty("java.vm.vendor")));
        checks.add(memory());
        checks.add(dataDirectory());
        checks.add(disk());
        checks.add(system());
        checks.add(port());
        checks.add(new ProvidersCheck(environment).check());
        checks.add(prices());
        checks.add(fetchAllow());
        checks.addAll(ModelChecks.of(connection));
        return checks;
    }

    private Check memory() {
        long heap = Runtime.getRuntime().maxMemory();
        long machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        String detail = heap / MIB + " MiB of heap, " + machine / MIB + " MiB in the machine";
        return machine < 2 * GIB
                ? new Check("memory", State.NOTE, detail + "; 2 GiB or more is advised")
                : new Check("memory", State.OK, detail);
    }

    private Check dataDirectory() {
        Path directory = connection.dataDirectory.toAbsolutePath().normalize();
        Path existing = existing(directory);
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return new Check(
                    "data directory",
                    State.FAILED,
                    existing + " cannot be written; choose another with BLOSSOMER_DATA_DIR");
        }
        String detail =
                Files.exists(directory.resolve("api-key")) ? "has been used before" : "is made at the first start";
        return new Check("data directory", State.OK, directory + " " + detail);
    }

    private Check disk() {
        Path existing = existing(connection.dataDirectory.toAbsolutePath().normalize());
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String detail = free / MIB + " MiB free for the data directory";
            return free < 500 * MIB
                    ? new Check("disk", State.FAILED, detail + "; 500 MiB are needed at least")
                    : new Check("disk", State.OK, detail);
        } catch (IOException e) {
            return new Check("disk", State.NOTE, "free space is unknown: " + e.getMessage());
        }
    }

    private Check system() throws InterruptedException {
        Optional<ApiClient> running = Session.running(connection);
        if (running.isEmpty()) {
            return new Check("system", State.OK, "none is running; commands start one of their own");
        }
        try (ApiClient api = running.get()) {
            Answer health = api.get("/health");
            String at = api.base()
                    + ServerAddress.running(connection.dataDirectory)
                            .map(address -> ", process " + address.pid())
                            .orElse("");
            if (!health.ok()) {
                return new Check("system", State.FAILED, at + " is not ready: " + down(health.body()));
            }
            Answer list = api.get("/campaigns?limit=1");
            return list.ok()
                    ? new Check("system", State.OK, at + " is up, and accepts the API key")
                    : new Check("system", State.FAILED, at + " is up, but says: " + list.problem());
        } catch (IOException e) {
            return new Check(
                    "system", State.FAILED, "nothing answers; start it with 'blossomer up' or correct BLOSSOMER_URL");
        }
    }

    /** The parts that are down, each with what it says. */
    private static String down(JsonNode health) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> part : health.path("details").properties()) {
            if (part.getValue().path("status").asText().equals("DOWN")) {
                JsonNode within = part.getValue();
                String inner = down(within);
                parts.add(inner.isEmpty() ? part.getKey() + " " + within.path("details") : inner);
            }
        }
        return String.join(", ", parts);
    }

    private Check port() {
        String port = environment.getOrDefault("BLOSSOMER_PORT", "0");
        if (port.equals("0")) {
            return new Check("port", State.OK, "'up' takes a free one; BLOSSOMER_PORT chooses");
        }
        try (ServerSocket socket = new ServerSocket(Integer.parseInt(port), 1, InetAddress.getLoopbackAddress())) {
            return new Check("port", State.OK, socket.getLocalPort() + " is free for 'up'");
        } catch (IOException e) {
            return new Check(
                    "port",
                    State.NOTE,
                    port + " is taken; 'up' needs another, such as BLOSSOMER_PORT=0 for a free one");
        } catch (IllegalArgumentException e) {
            return new Check("port", State.FAILED, "BLOSSOMER_PORT is no port: " + port);
        }
    }

    private Check prices() {
        String prices = environment.getOrDefault("BLOSSOMER_LLM_PRICES", "");
        if (prices.isBlank()
                && PAID.stream()
                        .allMatch(name -> environment.getOrDefault(name, "").isBlank())) {
            return new Check("prices", State.OK, "not needed: drafts that are written offline are free");
        }
        if (prices.isBlank()) {
            return new Check(
                    "prices",
                    State.NOTE,
                    "none are set: costs show as 0 and budgets cannot be kept; set BLOSSOMER_LLM_PRICES (docs/costs.md)");
        }
        try {
            int models = Prices.parse(prices).perModel().size();
            return new Check("prices", State.OK, "of " + models + (models == 1 ? " model" : " models"));
        } catch (IllegalArgumentException e) {
            return new Check("prices", State.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private Check fetchAllow() {
        String allow = environment.getOrDefault("BLOSSOMER_FETCH_ALLOW", "");
        return allow.isBlank()
                ? new Check("fetching", State.OK, "the public internet only")
                : new Check("fetching", State.OK, "the public internet and " + allow + ", by BLOSSOMER_FETCH_ALLOW");
    }

    private static Path existing(Path path) {
        Path at = path;
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }
}
