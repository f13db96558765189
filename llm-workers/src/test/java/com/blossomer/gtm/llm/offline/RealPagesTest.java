package com.blossomer.gtm.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reviewed text of real company pages, where they are present beside the repository. */
final class RealPagesTest {

    @Test
    void every_real_page_with_text_yields_six_valid_drafts() throws IOException {
        Optional<Path> sites = sites();
        assumeTrue(sites.isPresent(), "no real pages beside the repository");
        Map<String, List<String>> problems = new TreeMap<>();
        List<String> written = new ArrayList<>();
        long nanos = 0;
        int drafts = 0;
        for (int round = 0; round < 3; round++) {
            nanos = 0;
            drafts = 0;
            for (JsonNode page : pages(sites.orElseThrow())) {
                Drafting drafting = drafting(page);
                nanos += drafting.nanos;
                drafts += drafting.assets.size();
                if (!drafting.problems.isEmpty()) {
                    problems.put(page.path("url").asText(), drafting.problems);
                }
                if (round == 2) {
                    written.add(DraftInput.JSON.valueToTree(drafting.assets).toString());
                }
            }
        }
        Files.write(Path.of("target", "offline-drafts.jsonl"), written);
        System.out.println(drafts + " offline drafts, " + Math.round(nanos / 1e4 / drafts) / 100.0 + " ms each");
        assertThat(problems).isEmpty();
        assertThat(drafts).isGreaterThan(200);
    }

    private static Drafting drafting(JsonNode page) {
        String url = page.path("url").asText();
        List<String> paragraphs = List.of(page.path("main_content").asText().split("\n\\s*\n", -1));
        return Drafting.of(url, Drafting.site(url, page.path("title").asText(), paragraphs), null);
    }

    private static List<JsonNode> pages(Path sites) throws IOException {
        List<JsonNode> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(sites)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode page = DraftInput.JSON.readTree(file.toFile());
                if (page.path("main_content").asText().length() > 100) {
                    pages.add(page);
                }
            }
        }
        return pages;
    }

    /** {@code shared/data/sites} next to the repository's root or to a folder above it. */
    private static Optional<Path> sites() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path sites = at.resolve("shared/data/sites");
            if (Files.isDirectory(sites)) {
                return Optional.of(sites);
            }
        }
        return Optional.empty();
    }
}
