package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QuotableTextTest {

    @Test
    void letters_that_unfold_into_many_do_not_shift_what_comes_after_them() {
        String text = "\ufdfa".repeat(60) + " It says: \u201cplain words\u201d, \ufb01ne words.";
        QuotableText quotable = new QuotableText(text, "u");

        assertThat(quotable.find(QuotableText.fold("\"plain words\""))
                        .orElseThrow()
                        .text())
                .isEqualTo("plain words");
        assertThat(quotable.find(QuotableText.fold("fine words.")).orElseThrow().text())
                .isEqualTo("\ufb01ne words.");
        assertThat(quotable.find(QuotableText.fold("lain words"))).isEmpty();
    }
}
