package com.blossomer.gtm.projections.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.projections.dispatch.Shares.Demand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SharesTest {

    private static final Job.Key A = new Job.Key("t", "a");
    private static final Job.Key B = new Job.Key("t", "b");
    private static final Job.Key C = new Job.Key("t", "c");

    @Test
    void the_higher_priority_goes_first_and_leaves_what_it_does_not_need() {
        assertThat(Shares.of(List.of(new Demand(A, 0, 100), new Demand(B, 5, 30)), 50))
                .isEqualTo(Map.of(B, 30, A, 20));
        assertThat(Shares.of(List.of(new Demand(A, 0, 100), new Demand(B, 5, 300)), 50))
                .isEqualTo(Map.of(B, 50));
    }

    @Test
    void equals_share_alike_and_what_one_leaves_the_others_take() {
        assertThat(Shares.of(List.of(new Demand(A, 0, 100), new Demand(B, 0, 100), new Demand(C, 0, 4)), 60))
                .isEqualTo(Map.of(C, 4, A, 28, B, 28));
    }

    @Test
    void nothing_free_and_nothing_wanted_give_nothing() {
        assertThat(Shares.of(List.of(new Demand(A, 0, 100)), 0)).isEmpty();
        assertThat(Shares.of(List.of(new Demand(A, 0, 100)), -7)).isEmpty();
        assertThat(Shares.of(List.of(new Demand(A, 0, 0)), 7)).isEmpty();
    }

    @Test
    void one_that_is_free_goes_to_one_of_many() {
        assertThat(Shares.of(List.of(new Demand(A, 0, 9), new Demand(B, 0, 9)), 1)
                        .values())
                .containsExactly(1);
    }
}
