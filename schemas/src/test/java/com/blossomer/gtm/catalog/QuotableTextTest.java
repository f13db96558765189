package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Random;
import java.util.stream.Collectors;
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

    @Test
    void a_passage_is_told_on_one_line_with_one_space_for_any() {
        String[] pieces = {
            "word", "Two", " ", " ", "  ", "\n", "\t", "\r\n", "\u000b", "\u00a0", "\u2003", "é", "\u00bd"
        };
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            String inner = random.ints(random.nextInt(9), 0, pieces.length)
                    .mapToObj(at -> pieces[at])
                    .collect(Collectors.joining());
            String passage = "begin" + inner + "end";
            assertThat(new QuotableText("((" + passage + "))", "u")
                            .find(QuotableText.fold(passage))
                            .orElseThrow()
                            .text())
                    .isEqualTo(passage.replaceAll("\\s+", " "));
        }
    }

    @Test
    void a_character_counts_as_the_same_in_a_text_and_in_a_quote_however_often_it_is_met() {
        for (int round = 0; round < 2; round++) {
            for (int point = 0x80; point < 0x20000; point++) {
                String character = Character.toString(point);
                String kept = Normalizer.normalize(character, Normalizer.Form.NFKD);
                String folded = QuotableText.fold(character);
                if (Character.isLetterOrDigit(point)) {
                    assertThat(folded).isEqualTo(kept);
                } else {
                    assertThat(folded).isIn("", "-", kept);
                }
                assertThat(new QuotableText("(" + character + "x)", "u").find(folded + "x"))
                        .isPresent();
            }
        }
    }
}
