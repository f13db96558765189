package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void the_distance_counts_what_is_added_removed_and_replaced() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
        assertThat(Nearest.distance("same", "same")).isZero();
    }

    @Test
    void what_is_far_from_all_has_no_nearest() {
        assertThat(Nearest.to("allow", List.of("allowed", "models"))).contains("allowed");
        assertThat(Nearest.to("zzzzzz", List.of("allowed", "models"))).isEmpty();
    }
}
