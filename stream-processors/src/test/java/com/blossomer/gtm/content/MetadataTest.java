package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.blossomer.gtm.events.Section;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page says about itself to machines: titles, Open Graph, JSON-LD. */
final class MetadataTest {

    private static final URI URL = URI.create("https://harbor.example/");
    private static final String VISIBLE = "<h1>Freight, booked</h1><p>Harbor books freight for small importers.</p>";

    @Test
    void open_graph_and_then_json_ld_stand_in_for_what_html_does_not_say() {
        PageText og = extract("<meta property='og:title' content='Harbor'><meta property='og:locale' content='de_AT'>"
                + "<meta property='og:description' content='Freight for small importers.'>" + VISIBLE);
        PageText ld = extract(ld("""
                        {"@type": "WebSite", "inLanguage": "fr-FR"}""") + ld("""
                        {"@type": "Organization", "name": "Harbor Ltd", "description": "Freight since 1999."}"""));

        assertThat(og)
                .extracting(PageText::title, PageText::description, PageText::language)
                .containsExactly("Harbor", "Freight for small importers.", "de-AT");
        assertThat(ld)
                .extracting(PageText::title, PageText::description, PageText::language)
                .containsExactly("Harbor Ltd", "Freight since 1999.", "fr-FR");
    }

    @Test
    void html_comes_first_and_a_page_without_a_title_has_its_heading() {
        PageText both = extract("<html lang=en><title>T</title><meta name=description content=D>"
                + "<meta property='og:title' content=O><meta property='og:description' content=P>"
                + "<meta property='og:locale' content='de_DE'>" + VISIBLE);

        assertThat(both)
                .extracting(PageText::title, PageText::description, PageText::language)
                .containsExactly("T", "D", "en");
        assertThat(extract(VISIBLE).title()).isEqualTo("Freight, booked");
    }

    @Test
    void facts_that_the_text_lacks_become_sections_of_their_own_and_never_count_as_text() {
        PageText page = extract(ld("""
                        {"@context": "https://schema.org", "@graph": [
                          {"@type": ["Organization", "Brand"], "name": "Harbor", "description": "Harbor books freight – for small importers."},
                          {"@type": "https://schema.org/Product", "name": "Harbor Pro", "description": "Freight for <b>teams</b>.",
                           "offers": {"@type": "Offer", "price": 49, "priceCurrency": "EUR"}},
                          {"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "Is it insured?",
                           "acceptedAnswer": {"@type": "Answer", "text": "<p>Yes, fully.</p>"}}]}]}""") + VISIBLE);

        assertThat(page.beside())
                .extracting(Section::getKind, Section::getHeading, Section::getText)
                .containsExactly(
                        tuple("structured", "Harbor Pro", "Freight for teams."),
                        tuple("structured", null, "49 EUR"),
                        tuple("structured", "Is it insured?", "Yes, fully."));
        assertThat(MainText.of(page)).isEqualTo("Freight, booked\nHarbor books freight for small importers.\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{\"@type\": 5}",
                "{\"@type\": \"Question\", \"acceptedAnswer\": []}",
                "{\"@type\": \"Organization\", \"description\": {\"a\": [1]}}",
                "not json"
            })
    void broken_scripts_are_passed_over_and_the_next_is_read(String broken) {
        PageText page = extract(ld(broken)
                + ld("<!--\n{\"@type\": \"Product\", \"description\": \"Line one\nline two\",}\n-->")
                + VISIBLE);

        assertThat(page.beside()).extracting(Section::getText).containsExactly("Line one line two");
    }

    @Test
    @Timeout(10)
    void size_depth_and_number_of_facts_are_bounded() {
        String deep = "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000);
        String many = "["
                + "{\"@type\":\"Product\",\"description\":\"Number %s\"},".repeat(3_000)
                + "{\"@type\":\"Product\",\"description\":\"the last\"}]";
        String huge = "{\"@type\":\"Product\",\"description\":\"" + "x ".repeat(200_000) + "\"}";
        StringBuilder numbered = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            numbered.append("{\"@type\":\"Product\",\"description\":\"Number ")
                    .append(i)
                    .append("\"},");
        }

        PageText page = extract(
                ld(deep) + ld(many) + ld(huge) + ld("[" + numbered + "1]").repeat(30) + VISIBLE);

        assertThat(page.beside())
                .hasSizeLessThanOrEqualTo(40)
                .allSatisfy(section -> assertThat(section.getText()).hasSizeLessThanOrEqualTo(2_000));
    }

    private static String ld(String json) {
        return "<script type='application/ld+json'>" + json + "</script>";
    }

    private static PageText extract(String html) {
        return Extractor.extract(Extractor.parse(html, URL), URL);
    }
}
