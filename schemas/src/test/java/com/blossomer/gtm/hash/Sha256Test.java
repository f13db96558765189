package com.blossomer.gtm.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void one_text_has_the_hash_that_everybody_has_for_it() {
        assertThat(HexFormat.of().formatHex(Sha256.of("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    /** Keys that were made with it are stored. */
    @Test
    void the_hash_of_a_list_does_not_change_between_versions() {
        assertThat(Sha256.hex("abc")).isEqualTo("d04b72a650ce0f8ce4963330a53ee2832733d2baeffff3c1d8e256cca096d120");
        assertThat(Sha256.hex("ä", "", "b"))
                .isEqualTo("e001e2c22ed38564c31773b85582acd5df7ededed39aa5d2c6bee5b8a42e49f3");
    }

    @Test
    void no_two_lists_look_alike() {
        assertThat(Sha256.hex("ab", "c"))
                .isNotEqualTo(Sha256.hex("a", "bc"))
                .isNotEqualTo(Sha256.hex("abc"))
                .isNotEqualTo(Sha256.hex("ab", "c", ""));
        Sha256 none = new Sha256();
        none.add(null);
        assertThat(none.hex()).isNotEqualTo(Sha256.hex("")).isNotEqualTo(new Sha256().hex());
    }
}
