package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.blossomer.gtm.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real Chroma server, which npm installs into {@code target/}, once. Without npm the test that asks for it is skipped. */
final class ChromaServer implements AutoCloseable {

    private static final Path PACKAGE = Path.of("src/test/resources/chroma/package.json");
    private static final Path HOME = Path.of("target/chroma").toAbsolutePath();
    private static final int INSTALL_SECONDS = 60;

    private final Process process;
    private final URI url;

    private ChromaServer(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static ChromaServer start(Path data) throws IOException, InterruptedException {
        assumeTrue(onPath("npm") && onPath("node"), "npm is not here");
        install();
        int port = Ports.free();
        Process process = new ProcessBuilder(
                        "node_modules/.bin/chroma",
                        "run",
                        "--path",
                        data.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port))
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("chroma.out").toFile())
                .start();
        ChromaServer server = new ChromaServer(process, URI.create("http://127.0.0.1:" + port));
        try {
            await("Chroma's first heartbeat")
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(server::answers);
        } catch (RuntimeException | Error e) {
            server.close();
            throw e;
        }
        return server;
    }

    URI url() {
        return url;
    }

    private boolean answers() throws IOException, InterruptedException {
        assertThat(process.isAlive()).isTrue();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                                    HttpRequest.newBuilder(url.resolve("/api/v2/heartbeat"))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        }
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(HOME);
        String wanted = Files.readString(PACKAGE);
        Path installed = HOME.resolve("installed.json");
        if (Files.exists(installed) && Files.readString(installed).equals(wanted)) {
            return;
        }
        Files.writeString(HOME.resolve("package.json"), wanted);
        Process npm = new ProcessBuilder(List.of(
                        "npm",
                        "install",
                        "--no-package-lock",
                        "--no-audit",
                        "--no-fund",
                        "--ignore-scripts",
                        "--prefer-offline",
                        "--loglevel=error"))
                .directory(HOME.toFile())
                .redirectErrorStream(true)
                .redirectOutput(HOME.resolve("npm.out").toFile())
                .start();
        boolean ended = npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            kill(npm);
        }
        assumeTrue(ended && npm.exitValue() == 0, "npm could not get Chroma's server; see " + HOME.resolve("npm.out"));
        Files.writeString(installed, wanted);
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill(process);
    }
}
