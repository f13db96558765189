package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.projections.search.Passages.Passage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PassagesTest {

    private static final String MODEL = "words";

    @Test
    void a_section_is_embedded_with_its_heading_and_shown_by_its_beginning() {
        SiteContent content = Readings.content(
                "acme.com", "Acme", "Firewall: It keeps attacks\u00a0\n away from your applications.", "Menu: Log in");

        List<Passage> passages = Passages.of(content, MODEL, 16);

        assertThat(passages).singleElement().satisfies(passage -> {
            assertThat(passage.text()).isEqualTo("Firewall. It keeps attacks away from your applications.");
            assertThat(passage.heading()).isEqualTo("Firewall");
            assertThat(passage.excerpt()).isEqualTo("It keeps attacks away from your applications.");
            assertThat(passage.url()).isEqualTo("https://acme.com/");
        });
    }

    @Test
    void long_sections_are_cut_at_a_word_and_many_are_bounded_and_repeated_ones_count_once() {
        String words = "Long: " + "seven words that go on and on ".repeat(100);
        SiteContent content =
                Readings.content("acme.com", "Acme", words, words, "Other: a section of its own, at last");

        List<Passage> passages = Passages.of(content, MODEL, 16);

        assertThat(passages).hasSize(2);
        Passage first = passages.getFirst();
        assertThat(first.text().length()).isBetween(900, 1_000);
        assertThat(words.replaceFirst(":", ".")).contains(first.text() + " ");
        assertThat(first.excerpt().length()).isLessThanOrEqualTo(242);
        assertThat(first.excerpt()).endsWith(" …");
        String[] many = IntStream.range(0, 40)
                .mapToObj(i -> "Section " + i + ": says something of its own")
                .toArray(String[]::new);
        assertThat(Passages.of(Readings.content("acme.com", "Acme", many), MODEL, 16))
                .hasSize(16);
    }

    @Test
    void a_text_without_spaces_and_with_surrogates_is_cut_between_characters() {
        SiteContent content = Readings.content("acme.com", "Acme", "H: x" + "\ud83d\ude80".repeat(900));

        String text = Passages.of(content, MODEL, 16).getFirst().text();

        assertThat(text).hasSizeLessThanOrEqualTo(1_000);
        assertThat(Character.isHighSurrogate(text.charAt(text.length() - 1))).isFalse();
    }

    @Test
    void a_site_is_summed_up_by_what_it_says_of_itself_first() {
        SiteContent content = Readings.content("acme.com", "Acme | Security", "Firewall: It keeps attacks away.");

        assertThat(Passages.summary(content, Passages.of(content, MODEL, 16)))
                .isEqualTo("Acme | Security. We are acme.com. Firewall. It keeps attacks away.");
    }

    @Test
    void vectors_are_made_anew_for_other_words_another_model_or_another_form_only() {
        SiteContent content = Readings.content("acme.com", "Acme", "Firewall: It keeps attacks away.");
        String fingerprint = Passages.fingerprint(content, MODEL, 16);

        assertThat(Passages.fingerprint(
                        Readings.content("acme.com", "Acme", "Firewall: It keeps attacks away."), MODEL, 16))
                .isEqualTo(fingerprint);
        assertThat(Passages.fingerprint(content, "other", 16)).isNotEqualTo(fingerprint);
        assertThat(Passages.fingerprint(content, MODEL, 8)).isNotEqualTo(fingerprint);
        assertThat(Passages.fingerprint(
                        Readings.content("acme.com", "Acme 2", "Firewall: It keeps attacks away."), MODEL, 16))
                .isNotEqualTo(fingerprint);
        assertThat(Passages.fingerprint(Readings.content("acme.com", "Acme", "Firewall: It is new."), MODEL, 16))
                .isNotEqualTo(fingerprint);
    }
}
