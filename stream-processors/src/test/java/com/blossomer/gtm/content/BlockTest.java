package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockTest {

    @Test
    void characters_that_nobody_sees_are_left_out_so_that_quotes_are_found() {
        assertThat(Block.normalise("Peopleâ\u0080\u0094cloud,\u00a0in\u00adtu\u200ditive\r\n and\u200f mobile "))
                .isEqualTo("Peopleâcloud, intu\u200ditive and mobile");
    }
}
