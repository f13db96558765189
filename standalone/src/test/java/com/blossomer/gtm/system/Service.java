package com.blossomer.gtm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.standalone.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The services that run on their own, each with nothing but its own class path. */
enum Service {
    INGRESS("ingress", "com.blossomer.gtm.ingress.IngressMain"),
    SITE_PIPELINE("stream-processors", "com.blossomer.gtm.pipeline.StreamProcessorsMain"),
    CONTENT_WORKERS("stream-processors", "com.blossomer.gtm.content.ContentWorkersMain"),
    LLM_WORKERS("llm-workers", "com.blossomer.gtm.llm.LlmWorkersMain"),
    PROJECTIONS("projections", "com.blossomer.gtm.projections.ProjectionsMain");

    private static final Path ROOT = root();
    private static final List<String> JVM = List.of("-Xmx192m", "-XX:+UseSerialGC");

    private final String module;
    private final String main;

    Service(String module, String main) {
        this.module = module;
        this.main = main;
    }

    /** Started with these variables, and none of the contract's that this process happens to have. */
    ChildJvm start(Map<String, String> variables, Path output) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "OPENAI_API_KEY", "",
                "ANTHROPIC_API_KEY", "",
                "GEMINI_API_KEY", "",
                "BLOSSOMER_MODELS", "",
                "LOG_FORMAT", "json",
                "DATABASE_URL", ""));
        environment.putAll(variables);
        return ChildJvm.start(String.join(File.pathSeparator, classPath()), main, JVM, List.of(), environment, output);
    }

    /** What the module's image holds: its own classes, and what it needs to run. */
    List<String> classPath() throws IOException {
        Path target = ROOT.resolve(module).resolve("target");
        Path libraries = target.resolve("classpath.txt");
        assertThat(libraries).as("written by 'mvn package'").isRegularFile();
        return Stream.concat(
                        Stream.of(target.resolve("classes").toString()),
                        Stream.of(Files.readString(libraries).strip().split(File.pathSeparator)))
                .toList();
    }

    /** Waits for a message in its log. */
    static void awaitWord(ChildJvm service, String message) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .failFast("it ended", () -> !service.process().isAlive())
                .until(() -> service.output().contains("\"message\":\"" + message + "\""));
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        return Files.exists(at.resolve("docker-compose.yml")) ? at : at.resolveSibling("");
    }
}
