package com.blossomer.gtm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench --extraction}: needs no running system. */
final class BenchCommandTest {

    @TempDir
    private Path pages = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void each_page_and_the_mean_of_those_with_reviewed_text_are_printed() throws IOException {
        page("1-good", "<h1>Freight</h1><p>We book größere boxes.</p>", StandardCharsets.UTF_8);
        review("1-good", "Freight we book größere boxes");
        page("2-half", "<p>one two three four</p>", StandardCharsets.UTF_8);
        review("2-half", "one two five six");
        page("3-app", "<div id=root></div>", StandardCharsets.UTF_8);
        review("3-app", "");

        JsonNode report = json();

        assertThat(report.path("scored").asInt()).isEqualTo(2);
        assertThat(report.path("f1").asDouble()).isEqualTo(0.75);
        assertThat(report.path("pages").findValuesAsText("page")).containsExactly("2-half", "1-good", "3-app");
        assertThat(report.path("pages").path(2).path("scored").asBoolean()).isFalse();
        assertThat(report.path("median_ms").asDouble()).isPositive();
        assertThat(run("bench", "--extraction", pages.toString())).isZero();
        assertThat(out.toString())
                .contains("0.500      0.500   0.500", "2-half", "mean of 2 pages with reviewed text")
                .contains("1 page without reviewed text");
    }

    @Test
    void a_page_in_another_charset_is_read_as_the_product_reads_it() throws IOException {
        page("1", "<meta charset=iso-8859-1><p>größere Kisten</p>", StandardCharsets.ISO_8859_1);
        review("1", "größere Kisten");

        assertThat(json().path("f1").asDouble()).isEqualTo(1);
    }

    @Test
    void pages_that_cannot_be_read_are_skipped_and_named() throws IOException {
        page("1-good", "<p>one</p>", StandardCharsets.UTF_8);
        review("1-good", "one");
        page("2-unreviewed", "<p>one</p>", StandardCharsets.UTF_8);
        review("3-pageless", "one");
        Files.writeString(pages.resolve("4-not-zipped.html.gz"), "<p>one</p>");
        review("4-not-zipped", "one");
        page("5-not-json", "<p>one</p>", StandardCharsets.UTF_8);
        Files.writeString(pages.resolve("5-not-json.json"), "{");
        page("6-no-text", "<p>one</p>", StandardCharsets.UTF_8);
        Files.writeString(pages.resolve("6-no-text.json"), "{\"url\": \"https://a.example/\"}");
        page("7-no-url", "<p>one</p>", StandardCharsets.UTF_8);
        Files.writeString(pages.resolve("7-no-url.json"), "{\"url\": \"not a url\", \"main_content\": \"one\"}");
        Files.writeString(pages.resolve("README.md"), "about the pages");

        JsonNode report = json();

        assertThat(report.path("pages").findValuesAsText("page")).containsExactly("1-good");
        assertThat(report.path("skipped").findValuesAsText("name"))
                .containsExactly("2-unreviewed", "3-pageless", "4-not-zipped", "5-not-json", "6-no-text", "7-no-url");
        assertThat(err.toString()).contains("Skipped 2-unreviewed: there is no 2-unreviewed.json");
    }

    @Test
    void a_folder_that_is_empty_or_absent_is_an_error_that_says_what_to_give() {
        assertThat(run("bench", "--extraction", pages.toString())).isEqualTo(1);
        assertThat(run("bench", "--extraction", pages.resolve("absent").toString()))
                .isEqualTo(1);

        assertThat(err.toString())
                .contains("There is no page to measure in " + pages)
                .contains("absent is no folder; give one that holds NAME.html.gz and NAME.json");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void an_option_without_the_one_that_it_belongs_to_is_refused_and_so_are_two_kinds_at_once() {
        assertThat(run("bench", "--lanes")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required argument(s): --llm");
        assertThat(run("bench", "--sites", "3")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required argument(s): --batch");
        assertThat(run("bench", "--llm", "--chaos")).isEqualTo(2);
        assertThat(err.toString()).contains("mutually exclusive");
    }

    private JsonNode json() throws IOException {
        out.getBuffer().setLength(0);
        assertThat(run("bench", "--json", "--extraction", pages.toString())).isZero();
        assertThat(out.toString().strip().lines()).hasSize(1);
        JsonNode report = new ObjectMapper().readTree(out.toString());
        out.getBuffer().setLength(0);
        return report;
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private void page(String name, String html, Charset charset) throws IOException {
        try (var gzip = new GZIPOutputStream(Files.newOutputStream(pages.resolve(name + ".html.gz")))) {
            gzip.write(html.getBytes(charset));
        }
    }

    private void review(String name, String text) throws IOException {
        new ObjectMapper()
                .writeValue(
                        pages.resolve(name + ".json").toFile(),
                        java.util.Map.of("url", "https://harbor.example/", "spa", false, "main_content", text));
    }
}
