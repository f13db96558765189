package com.blossomer.gtm.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The real company pages beside the repository ({@code ../shared/data/sites}), where they are present. */
final class WcxbPages {

    /** A page as served, and what a reviewer found to be its main text. */
    record Sample(String name, String url, boolean spa, String mainContent, String html) {}

    /** How an extraction compares with the reviewed text, word by word. */
    record Score(double precision, double recall) {
        double f1() {
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }
    }

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

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

    static Score score(String extracted, String reviewed) {
        Map<String, Integer> left = words(reviewed);
        int all = left.values().stream().mapToInt(Integer::intValue).sum();
        int found = 0;
        int hits = 0;
        for (Map.Entry<String, Integer> word : words(extracted).entrySet()) {
            found += word.getValue();
            hits += Math.min(word.getValue(), left.getOrDefault(word.getKey(), 0));
        }
        return new Score(found == 0 ? 0 : (double) hits / found, all == 0 ? 0 : (double) hits / all);
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> words = new HashMap<>();
        WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> words.merge(word.group(), 1, Integer::sum));
        return words;
    }
}
