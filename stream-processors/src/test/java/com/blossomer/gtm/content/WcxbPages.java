package com.blossomer.gtm.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The real company pages beside the repository ({@code ../shared/data/sites}), where they are present. */
final class WcxbPages {

    /** A page as served, and what a reviewer found to be its main text. */
    record Sample(String name, String url, boolean spa, String mainContent, String html) {}

    private WcxbPages() {}

    static Optional<Path> directory() {
        String given = System.getProperty("blossomer.sites");
        if (given != null) {
            return Optional.of(Path.of(given));
        }
        for (Path up = Path.of("").toAbsolutePath(); up != null; up = up.getParent()) {
            Path candidate = up.resolve("shared/data/sites");
            if (Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    static List<Sample> all(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(WcxbPages::sample)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample sample(Path json) {
        String name = json.getFileName().toString().replace(".json", "");
        Path page = json.resolveSibling(name + ".html.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(page))) {
            JsonNode meta = new ObjectMapper().readTree(json.toFile());
            String html = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Sample(
                    name,
                    meta.get("url").asText(),
                    meta.get("spa").asBoolean(),
                    meta.get("main_content").asText(),
                    html);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
