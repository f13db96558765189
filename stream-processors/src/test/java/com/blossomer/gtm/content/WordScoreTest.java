package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WordScoreTest {

    @Test
    void each_word_counts_as_often_as_both_texts_have_it_in_any_order_and_case() {
        WordScore score = WordScore.of("The box, the BOX; größe_1", "Größe_1 the box ships");

        assertThat(score.precision()).isEqualTo(3 / 5.0);
        assertThat(score.recall()).isEqualTo(3 / 4.0);
        assertThat(score.f1()).isCloseTo(2 * 0.6 * 0.75 / 1.35, within(1e-9));
    }

    @Test
    void nothing_agrees_with_nothing() {
        assertThat(WordScore.of("", "text").f1()).isZero();
        assertThat(WordScore.of("text", "").f1()).isZero();
        assertThat(WordScore.of("", "").f1()).isZero();
    }
}
