package com.blossomer.gtm.projections.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeptRequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2028-06-01T12:00:00Z");

    private final KeptRequests all = new KeptRequests(Map.of(0, 0L, 1, 0L), null, Duration.ofDays(730));
    private final KeptRequests some =
            new KeptRequests(Map.of(0, 500L, 1, 0L), Instant.parse("2026-06-02T03:04:05Z"), Duration.ofDays(730));

    @Test
    void nothing_is_said_where_all_is_kept() throws Exception {
        assertThat(all.note(cohort("{\"batch\": \"b\"}"), 10, 0, NOW)).isEmpty();
        assertThat(some.note(cohort("{\"batch\": \"b\"}"), 10, 0, NOW)).isEmpty();
        assertThat(some.note(cohort("{\"from\": \"2026-06-03T00:00:00Z\"}"), 10, 0, NOW))
                .isEmpty();
        assertThat(some.note(cohort("{\"offsets\": [{\"partition\": 0, \"from\": 500, \"to\": 600}]}"), 10, 0, NOW))
                .isEmpty();
    }

    @Test
    void how_many_are_out_of_reach_is_said_with_since_when_and_what_to_do() throws Exception {
        assertThat(some.note(cohort("{\"batch\": \"b\"}"), 10, 3, NOW))
                .contains(
                        "3 of the cohort's 10 campaigns reach past what is kept and are left out: their requests are gone."
                                + " Requests are kept for 730 days (BLOSSOMER_RETENTION_CAMPAIGNS), now since 2026-06-02T03:04:05Z."
                                + " To have those campaigns anew, send their sites with POST /campaigns.");
    }

    @Test
    void ranges_that_begin_before_their_partition_are_named() throws Exception {
        assertThat(some.note(
                                cohort("{\"offsets\": [{\"partition\": 0, \"from\": 0, \"to\": 600},"
                                        + " {\"partition\": 1, \"from\": 0, \"to\": 600}]}"),
                                0,
                                0,
                                NOW)
                        .orElseThrow())
                .startsWith("Of partition 0 nothing before offset 500 is kept. Requests are kept for 730 days")
                .doesNotContain("partition 1");
    }

    @Test
    void a_time_before_what_is_kept_is_said_to_be_one() throws Exception {
        assertThat(all.note(cohort("{\"from\": \"2020-01-01T00:00:00Z\"}"), 10, 0, NOW)
                        .orElseThrow())
                .startsWith(
                        "The cohort begins at 2020-01-01T00:00:00Z, but campaigns of before 2026-06-02T12:00:00Z are not"
                                + " kept and in no count.");
    }

    private static Cohort cohort(String json) throws JsonProcessingException {
        return Cohort.parse("default", JSON.readTree(json), null);
    }
}
