package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionKindTest {

    private static final String SPEECH =
            "We moved all of our invoices within a week and nobody had to be trained at all.";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Frequently asked questions | It depends.                                   | FAQ
            What does it cost?         | It depends.                                   | FAQ
            What we do                 | We move freight.                              | FEATURE
            Our pricing                | Talk to us.                                   | PRICING
            Plans for every team       | Talk to us.                                   | PRICING
            Start                      | From $ 29 / user, with all that you need.     | PRICING
            Start                      | From €1,290.00 per truck                      | PRICING
            Start                      | £9/mo                                         | PRICING
            Start                      | Paid Per Seat.                                | PRICING
            Start                      | You are Billed yearly                         | PRICING
            Start                      | It takes 5 minutes per usergroup              | FEATURE
            Start                      | A super user does it, unbilled annually       | FEATURE
            Start                      | We raised $20 million                         | FEATURE
            Trusted by                 | Fernline, Halden                              | CUSTOMERS
            """)
    void the_words_tell_what_a_section_is_about(String heading, String text, SectionKind kind) {
        assertThat(SectionKind.of(heading, text, false, false)).isEqualTo(kind);
    }

    @Test
    void somebody_who_is_quoted_speaks() {
        assertThat(SectionKind.of(null, SPEECH, true, false)).isEqualTo(SectionKind.TESTIMONIAL);
        assertThat(SectionKind.of(null, "“" + SPEECH + "” Ann Lee, CEO", false, false))
                .isEqualTo(SectionKind.TESTIMONIAL);
        assertThat(SectionKind.of("“" + SPEECH + "”", "Ann Lee, Head of Finance", false, false))
                .isEqualTo(SectionKind.TESTIMONIAL);
        assertThat(SectionKind.of(null, "“" + SPEECH + "”", false, false)).isEqualTo(SectionKind.BODY);
        assertThat(SectionKind.of(null, "They say: “" + SPEECH + "” Ann Lee, CEO", false, false))
                .isEqualTo(SectionKind.BODY);
    }

    @Test
    void what_nothing_tells_of_is_the_hero_when_it_is_first() {
        assertThat(SectionKind.of("Freight, moved", "We move freight.", false, true))
                .isEqualTo(SectionKind.HERO);
        assertThat(SectionKind.of("Freight, moved", "", false, false)).isEqualTo(SectionKind.BODY);
        assertThat(SectionKind.of(null, "We move freight.", false, false)).isEqualTo(SectionKind.BODY);
    }
}
