package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.ExtractionReport.Skipped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of pages with reviewed texts: {@code NAME.html.gz} beside {@code NAME.json}, which holds {@code url} and
 * {@code main_content}. Other files are passed over; a page whose pair is missing or broken is skipped and named.
 */
record ReviewedPages(List<ReviewedPage> pages, List<Skipped> skipped) {

    private static final String PAGE = ".html.gz";
    private static final String REVIEW = ".json";

    /** A page whose pair can be read. The bytes are read when they are wanted, as folders may be large. */
    record ReviewedPage(String name, URI url, String mainContent, Path file) {

        byte[] html() throws IOException {
            try (var in = new GZIPInputStream(Files.newInputStream(file))) {
                return in.readAllBytes();
            }
        }
    }

    static ReviewedPages in(Path directory) throws IOException {
        List<ReviewedPage> pages = new ArrayList<>();
        List<Skipped> skipped = new ArrayList<>();
        for (String name : names(directory)) {
            try {
                pages.add(page(directory, name));
            } catch (IOException | IllegalArgumentException e) {
                skipped.add(new Skipped(name, reason(e)));
            }
        }
        return new ReviewedPages(pages, skipped);
    }

    private static TreeSet<String> names(Path directory) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                String file = path.getFileName().toString();
                String name = without(file, PAGE);
                name = name == null ? without(file, REVIEW) : name;
                if (name != null) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static @Nullable String without(String file, String suffix) {
        return file.endsWith(suffix) ? file.substring(0, file.length() - suffix.length()) : null;
    }

    private static ReviewedPage page(Path directory, String name) throws IOException {
        Path html = directory.resolve(name + PAGE);
        Path review = directory.resolve(name + REVIEW);
        for (Path half : List.of(html, review)) {
            if (!Files.isRegularFile(half)) {
                throw new IllegalArgumentException("there is no " + half.getFileName());
            }
        }
        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(review));
        if (!json.path("url").isTextual() || !json.path("main_content").isTextual()) {
            throw new IllegalArgumentException(review.getFileName() + " has no text in \"url\" or in \"main_content\"");
        }
        ReviewedPage page = new ReviewedPage(
                name,
                URI.create(json.path("url").asText()),
                json.path("main_content").asText(),
                html);
        if (page.html().length == 0) {
            throw new IllegalArgumentException(html.getFileName() + " is empty");
        }
        return page;
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
