package com.blossomer.gtm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** Holds docker-compose.yml to the code: what it names is there. */
class ComposeTest {

    private static final Path ROOT = root();
    private static final Pattern UPSTREAM = Pattern.compile("server ([a-z-]+):(\\d+)");

    /** Beside {@code BLOSSOMER_…}, which {@code system.WrongSettingsTest} shows to be refused when nobody reads them. */
    private static final Set<String> CONTRACT = Set.of(
            "KAFKA_BOOTSTRAP_SERVERS",
            "SCHEMA_REGISTRY_URL",
            "DATABASE_URL",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "ANTHROPIC_API_KEY",
            "ANTHROPIC_BASE_URL",
            "GEMINI_API_KEY",
            "GEMINI_BASE_URL",
            "FIRECRAWL_API_KEY",
            "FIRECRAWL_BASE_URL",
            "CHROMA_URL",
            "OTEL_EXPORTER_OTLP_ENDPOINT");

    private final JsonNode compose = compose();

    @Test
    void every_service_of_ours_builds_a_module_that_is_there_and_runs_a_main_of_it() throws Exception {
        Set<String> mains = new TreeSet<>();
        for (JsonNode service : compose.path("services")) {
            JsonNode build = service.path("build");
            if (build.isMissingNode()) {
                assertThat(service.path("image").asText()).contains(":");
                continue;
            }
            assertThat(ROOT.resolve(build.path("dockerfile").asText())).isRegularFile();
            String main = build.path("args").path("MAIN").asText();
            assertThat(ROOT.resolve(build.path("args").path("SERVICE").asText())
                            .resolve("src/main/java")
                            .resolve(main.replace('.', '/') + ".java"))
                    .isRegularFile();
            assertThat(Class.forName(main).getMethod("main", String[].class)).isNotNull();
            mains.add(main.substring(main.lastIndexOf('.') + 1));
        }
        assertThat(mains)
                .containsExactlyInAnyOrder(
                        "IngressMain",
                        "StreamProcessorsMain",
                        "ContentWorkersMain",
                        "LlmWorkersMain",
                        "ProjectionsMain");
    }

    @Test
    void services_are_given_only_variables_that_they_read() {
        for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
            if (service.getValue().has("build")) {
                service.getValue()
                        .path("environment")
                        .properties()
                        .forEach(variable -> assertThat(variable.getKey())
                                .as(service.getKey())
                                .matches(name -> CONTRACT.contains(name) || name.startsWith("BLOSSOMER_")));
            }
        }
    }

    @Test
    void what_services_depend_on_mount_and_forward_to_exists() throws IOException {
        Set<String> services = new TreeSet<>();
        compose.path("services").fieldNames().forEachRemaining(services::add);
        for (JsonNode service : compose.path("services")) {
            JsonNode on = service.path("depends_on");
            Set<String> names = new TreeSet<>();
            on.fieldNames().forEachRemaining(names::add);
            if (on.isArray()) {
                on.forEach(name -> names.add(name.asText()));
            }
            assertThat(services).containsAll(names);
            for (JsonNode volume : service.path("volumes")) {
                String source = volume.asText().split(":", -1)[0];
                if (source.startsWith("./")) {
                    assertThat(ROOT.resolve(source)).exists();
                } else {
                    assertThat(compose.path("volumes").has(source)).as(source).isTrue();
                }
            }
        }
        Matcher upstream = UPSTREAM.matcher(Files.readString(ROOT.resolve("infra/docker/nginx.conf")));
        assertThat(upstream.results().toList())
                .hasSize(2)
                .allSatisfy(match -> assertThat(services).contains(match.group(1)))
                .allSatisfy(match -> assertThat(match.group(2)).isEqualTo("8080"));
    }

    @Test
    void docker_compose_accepts_it() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "docker-compose"))))
                .as("docker-compose is installed")
                .isTrue();
        ProcessBuilder config = new ProcessBuilder("docker-compose", "config", "-q")
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        config.environment().putAll(Map.of("POSTGRES_PASSWORD", "p", "BLOSSOMER_API_KEY", "k"));
        Process process = config.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Anchors and merge keys are resolved by SnakeYAML, which Jackson's YAML leaves alone. */
    private static JsonNode compose() {
        try {
            Object read = new Yaml(new LoaderOptions()).load(Files.readString(ROOT.resolve("docker-compose.yml")));
            return new YAMLMapper(new YAMLFactory()).valueToTree(read);
        } catch (IOException e) {
            throw new IllegalStateException("docker-compose.yml cannot be read", e);
        }
    }

    private static Path root() {
        Path at = Path.of("").toAbsolutePath();
        return Files.exists(at.resolve("docker-compose.yml")) ? at : at.resolveSibling("");
    }
}
