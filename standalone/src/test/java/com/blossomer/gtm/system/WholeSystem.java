package com.blossomer.gtm.system;

import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.bench.StubServer;
import com.blossomer.gtm.cli.Main;
import com.blossomer.gtm.standalone.ChildJvm;
import com.blossomer.gtm.standalone.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code up} in a process of its own, which can be killed and started again on the same data. */
final class WholeSystem {

    private WholeSystem() {}

    /** @param environment besides the stub's addresses and the key */
    static ChildJvm up(StubServer stub, String key, Path directory, Map<String, String> environment)
            throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(Map.of(
                "OPENAI_API_KEY", "test",
                "OPENAI_BASE_URL", stub.openAiBaseUrl(),
                "BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8",
                "BLOSSOMER_ROLES_SEARCH", "false",
                "BLOSSOMER_API_KEY", key));
        return ChildJvm.start(
                Main.class,
                List.of("-Xmx768m"),
                List.of("up", "--port", "0", "--data-dir", data(directory).toString()),
                all,
                directory.resolve("system.log"));
    }

    /** Waits until it serves. */
    static ServerAddress started(ChildJvm system, Path directory) {
        await().atMost(Duration.ofMinutes(2))
                .failFast("it ended", () -> !system.process().isAlive())
                .until(() -> ServerAddress.running(data(directory))
                        .filter(address -> address.pid() == system.process().pid())
                        .isPresent());
        return ServerAddress.running(data(directory)).orElseThrow();
    }

    private static Path data(Path directory) {
        return directory.resolve("data");
    }
}
