package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A catalogue that is wrong does not load, and says which folder is wrong, and how. */
class CatalogErrorsTest {

    private static final String YAML = """
            name: %s
            title: T
            description: D
            depends_on: [%s]
            tier: fast
            temperature: 0.1
            max_output_tokens: 10
            version: "1"
            """;
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"x-max-words\":3}}}";

    @TempDir
    Path root;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("asset.yaml", "colour: red\n", "unknown key 'colour'"),
                Arguments.of("asset.yaml", "- : [", "asset.yaml"),
                Arguments.of("asset.yaml", YAML.formatted("b", "content"), "must be the folder's name"),
                Arguments.of("asset.yaml", YAML.formatted("a", ""), "depends_on is empty"),
                Arguments.of("asset.yaml", YAML.formatted("a", "content, content"), "twice"),
                Arguments.of("asset.yaml", YAML.formatted("a", "ghost"), "there is no block \"website\""),
                Arguments.of("asset.yaml", YAML.formatted("a", "content").replace("fast", "huge"), "tier is 'huge'"),
                Arguments.of("asset.yaml", YAML.formatted("a", "content").replace("0.1", "9"), "temperature is 9.0"),
                Arguments.of(
                        "asset.yaml",
                        YAML.formatted("a", "content").replace("title: T\n", ""),
                        "the key 'title' is missing"),
                Arguments.of("asset.yaml", null, "asset.yaml is missing"),
                Arguments.of("system.hbs", null, "system.hbs is missing"),
                Arguments.of("notes.txt", "x", "mean nothing here: [notes.txt]"),
                Arguments.of("system.hbs", "Hello {{name}}", "system.hbs: names [name]"),
                Arguments.of("system.hbs", "Hello {{", "system.hbs"),
                Arguments.of("prompt.hbs", "{{block \"website\"}} {{company}}", "names [company]"),
                Arguments.of("prompt.hbs", "{{#if x}}{{/if}}{{block \"website\"}}", "names [if]"),
                Arguments.of("prompt.hbs", "{{block \"icp\"}}", "there is no block \"icp\""),
                Arguments.of(
                        "prompt.hbs",
                        "{{block \"website\"}}\n{{#given \"user_context\"}}{{block \"x\"}}{{/given}}",
                        "block \"x\""),
                Arguments.of("prompt.hbs", "No data.", "never shows [website]"),
                Arguments.of("prompt.hbs", "{{#given \"user_context\"}}", "prompt.hbs"),
                Arguments.of("output.schema.json", "{", "output.schema.json: not JSON"),
                Arguments.of("output.schema.json", "[]", "type must be object"),
                Arguments.of("output.schema.json", "{\"type\":\"object\",\"required\":3}", "not a JSON Schema"),
                Arguments.of(
                        "output.schema.json", "{\"type\":\"object\",\"x-colour\":true}", "unknown keyword 'x-colour'"),
                Arguments.of(
                        "output.schema.json",
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"x-max-words\":\"3\"}}}",
                        "/a: x-max-words"),
                Arguments.of(
                        "output.schema.json",
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/b\"}}}",
                        "leads nowhere"),
                Arguments.of(
                        "output.schema.json",
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
                        "leads nowhere"),
                Arguments.of(
                        "output.schema.json",
                        "{\"type\":\"object\",\"anyOf\":[{\"x-max-words\":3}]}",
                        "under 'anyOf' are not followed"),
                Arguments.of(
                        "output.schema.json",
                        "{\"type\":\"object\",\"properties\":{\"a\":{\"x-computed\":{\"magic\":1}}}}",
                        "x-computed is"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_is_named_with_its_folder(String file, String text, String problem) throws IOException {
        asset(root, "a", "content");
        Path path = root.resolve("catalog/a").resolve(file);
        if (text == null) {
            Files.delete(path);
        } else {
            Files.writeString(path, text);
        }
        assertThatThrownBy(() -> load(root))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("catalog/a: ")
                .hasMessageContaining(problem);
    }

    @Test
    void an_unknown_dependency_is_named() throws IOException {
        asset(root, "a", "ghost");
        assertThatThrownBy(() -> load(root)).hasMessageContaining("catalog/a: depends on 'ghost'");
    }

    @Test
    void a_cycle_is_shown() throws IOException {
        asset(root, "a", "c");
        asset(root, "b", "a");
        asset(root, "c", "b");
        assertThatThrownBy(() -> load(root)).hasMessageContaining("depends on itself: a -> c -> b -> a");
    }

    @Test
    void a_name_in_two_places_is_refused(@TempDir Path other) throws IOException {
        asset(root, "a", "content");
        asset(other, "a", "content");
        assertThatThrownBy(() -> load(root, other)).hasMessageContaining("catalog/a: is there twice");
    }

    @Test
    void directories_and_jars_make_one_catalogue(@TempDir Path other) throws IOException {
        asset(root, "zebra", "content");
        asset(other, "ant", "zebra");
        Path jar = root.resolve("more.jar");
        jar(other, jar);
        assertThat(load(root, jar).all()).extracting(AssetType::name).containsExactly("zebra", "ant");
    }

    @Test
    void a_change_of_any_file_changes_the_hash_and_line_ends_do_not() throws IOException {
        asset(root, "a", "content");
        String hash = load(root).get("a").prompt().hash();
        Path prompt = root.resolve("catalog/a/prompt.hbs");
        Files.writeString(prompt, Files.readString(prompt).replace("\n", "\r\n"));
        assertThat(load(root).get("a").prompt().hash()).isEqualTo(hash);
        for (String file : List.of("prompt.hbs", "system.hbs")) {
            Path path = root.resolve("catalog/a").resolve(file);
            Files.writeString(path, Files.readString(path) + "More.");
            String changed = load(root).get("a").prompt().hash();
            assertThat(changed).isNotEqualTo(hash);
            hash = changed;
        }
    }

    private static AssetCatalog load(Path... roots) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path path : roots) {
            urls.add(path.toUri().toURL());
        }
        try (URLClassLoader classPath = new URLClassLoader(urls.toArray(URL[]::new), null)) {
            return AssetCatalog.load(classPath);
        }
    }

    private static void asset(Path root, String name, String dependsOn) throws IOException {
        Path folder = Files.createDirectories(root.resolve("catalog").resolve(name));
        String block = dependsOn.equals("content") ? "website" : dependsOn;
        Files.writeString(folder.resolve("asset.yaml"), YAML.formatted(name, dependsOn));
        Files.writeString(folder.resolve("system.hbs"), "You are.\n");
        Files.writeString(folder.resolve("prompt.hbs"), "Data:\n\n{{block \"" + block + "\"}}\n");
        Files.writeString(folder.resolve("output.schema.json"), SCHEMA);
    }

    private static void jar(Path from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to);
                java.util.jar.JarOutputStream jar = new java.util.jar.JarOutputStream(out);
                Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths.filter(path -> !path.equals(from))::iterator) {
                String name = from.relativize(path).toString();
                jar.putNextEntry(new java.util.jar.JarEntry(Files.isDirectory(path) ? name + "/" : name));
                if (Files.isRegularFile(path)) {
                    Files.copy(path, jar);
                }
            }
        }
    }
}
