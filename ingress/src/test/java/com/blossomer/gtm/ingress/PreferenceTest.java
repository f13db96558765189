package com.blossomer.gtm.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {

    @Test
    void without_a_preference_the_standard_wait_holds_and_nothing_is_said_to_be_applied() {
        assertThat(read()).isEqualTo(new Preference(Duration.ofSeconds(30), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5 | 5 | wait=5",
                "wait=0 | 0 | wait=0",
                "WAIT = 7 | 7 | wait=7",
                "wait=\"9\" | 9 | wait=9",
                "wait=4711 | 120 | wait=120",
                "respond-async | 0 | respond-async",
                "respond-async, wait=10 | 10 | wait=10",
                "wait=10, respond-async | 10 | wait=10",
                "return=minimal, wait=3; foo=bar | 3 | wait=3",
                "wait=1, wait=2 | 1 | wait=1",
            })
    void a_preference_is_read_as_the_rfc_says(String header, long seconds, String applied) {
        assertThat(read(header)).isEqualTo(new Preference(Duration.ofSeconds(seconds), applied));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=soon",
                "wait=-1",
                "wait=1.5",
                "wait=99999999999999999999",
                "return=minimal"
            })
    void what_makes_no_sense_is_ignored(String header) {
        assertThat(read(header)).isEqualTo(new Preference(Duration.ofSeconds(30), null));
    }

    @Test
    void several_headers_count_as_one() {
        assertThat(read("respond-async", "wait=2")).isEqualTo(new Preference(Duration.ofSeconds(2), "wait=2"));
    }

    private static Preference read(String... headers) {
        return Preference.of(List.of(headers), Duration.ofSeconds(30), Duration.ofSeconds(120));
    }
}
