package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.blossomer.gtm.events.Section;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtractorTest {

    private static final URI URL = URI.create("https://harbor.example/");

    @Test
    void a_whole_page_becomes_the_expected_sections() throws IOException {
        PageText text = extract(resource("page.html"));

        assertThat(text.title()).isEqualTo("Harbor – freight, booked");
        assertThat(text.description()).isEqualTo("Harbor books freight for small importers.");
        assertThat(text.language()).isEqualTo("en-GB");
        assertThat(printed(text)).isEqualTo(resource("page.expected.txt"));
    }

    @Test
    void every_section_stands_verbatim_on_the_page() throws IOException {
        String page = Block.normalise(
                Extractor.parse(resource("page.html"), URL).body().wholeText());

        for (Section section : extract(resource("page.html")).sections()) {
            if (!section.getKind().equals("customers")) {
                assertThat(section.getText().lines())
                        .allSatisfy(line -> assertThat(page).contains(line));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"div", "span", "b", "ul", "table", "section", "blockquote", "a", "font"})
    @Timeout(20)
    void fifty_thousand_nested_tags_neither_overflow_the_stack_nor_take_long(String tag) {
        String html = ("<" + tag + " class=nav>").repeat(50_000) + "deep down";

        assertThatCode(() -> {
                    extract(html);
                    Links.telling(Extractor.parse(html, URL), URL, 4);
                    ThinPage.explain(Extractor.parse(html, URL), URL, extract(html));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void inline_elements_that_touch_are_set_apart_and_words_are_not() {
        PageText text = extract("<p><span>AI agents</span><span>Automate work.</span> B<b>old</b> move</p>");

        assertThat(text.sections().getFirst().getText()).isEqualTo("AI agents Automate work. Bold move");
    }

    @Test
    void opened_and_closed_tabs_are_both_text_and_hidden_notes_are_not() {
        PageText text = extract("<div role=tabpanel>Seen at once</div><div role=tabpanel hidden>Seen on a click</div>"
                + "<p style='display: none'>Never seen</p><p aria-hidden=true>Nor this</p>");

        assertThat(text.sections().getFirst().getText()).isEqualTo("Seen at once\nSeen on a click");
    }

    private static PageText extract(String html) {
        return Extractor.extract(Extractor.parse(html, URL), URL);
    }

    private static String printed(PageText text) {
        return text.sections().stream()
                .map(section -> "[" + section.getKind() + "] "
                        + Objects.requireNonNullElse(section.getHeading(), "-")
                        + "\n"
                        + section.getText()
                        + "\n")
                .collect(Collectors.joining("\n"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ExtractorTest.class.getResourceAsStream("/content/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
