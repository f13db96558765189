package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {

    @Test
    void campaign_ids_sort_by_the_time_they_were_made() {
        String earlier = at("2026-01-01T00:00:00Z").campaign();
        String later = at("2026-01-01T00:00:00.001Z").campaign();
        assertThat(earlier).matches("cmp_[0-9a-hjkmnp-tv-z]{26}").isLessThan(later);
    }

    @Test
    void ids_of_one_millisecond_differ() {
        Ids ids = at("2026-01-01T00:00:00Z");
        assertThat(IntStream.range(0, 10_000).mapToObj(i -> ids.campaign())).doesNotHaveDuplicates();
    }

    @Test
    void trace_ids_are_32_hex_digits_and_never_all_zeroes() {
        Ids zeroes = new Ids(Clock.systemUTC(), new Random() {
            @Override
            public void nextBytes(byte[] bytes) {
                java.util.Arrays.fill(bytes, (byte) 0);
            }
        });
        assertThat(zeroes.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
    }

    private static Ids at(String time) {
        return new Ids(Clock.fixed(Instant.parse(time), ZoneOffset.UTC), new Random(1));
    }
}
