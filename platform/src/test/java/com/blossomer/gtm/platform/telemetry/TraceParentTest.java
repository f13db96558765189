package com.blossomer.gtm.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void the_second_field_is_the_trace_and_the_third_the_span() {
        assertThat(TraceParent.parse("00-" + TRACE + "-00f067aa0ba902b7-01"))
                .contains(new TraceParent(TRACE, "00f067aa0ba902b7"));
    }

    @Test
    void what_is_written_is_read_again() {
        TraceParent campaign = TraceParent.ofCampaign(TRACE, "cmp_1");

        assertThat(TraceParent.parse(campaign.header())).contains(campaign);
    }

    @Test
    void a_campaigns_span_is_the_same_wherever_it_is_named_and_another_for_each_campaign_of_a_trace() {
        assertThat(TraceParent.ofCampaign(TRACE, "cmp_1")).isEqualTo(new TraceParent(TRACE, "afe753b350c12df6"));
        assertThat(TraceParent.ofCampaign(TRACE, "cmp_2")).isNotEqualTo(TraceParent.ofCampaign(TRACE, "cmp_1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            })
    void a_malformed_header_gives_no_trace(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void a_missing_header_gives_no_trace() {
        assertThat(TraceParent.parse(null)).isEmpty();
    }
}
