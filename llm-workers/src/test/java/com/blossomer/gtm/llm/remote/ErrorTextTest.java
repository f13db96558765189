package com.blossomer.gtm.llm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.llm.LlmRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ErrorTextTest {

    private static final String PROMPT = "Nightingale sells lighthouses to inland\n  towns, and has for years.";
    private static final String FOLDED = PROMPT.replaceAll("\\s+", " ");

    @Test
    void any_24_letters_of_a_prompt_are_found_wherever_they_stand() {
        for (int from = 0; from + 24 <= FOLDED.length(); from++) {
            for (int before = 1; before < 8; before++) {
                String letters = FOLDED.substring(from, from + 24);
                String message = "x".repeat(before) + letters + "x";

                assertThat(said(message)).isEqualTo("HTTP 400");
            }
        }
    }

    @Test
    void what_says_nothing_of_the_prompt_is_passed_on_in_one_short_line() {
        assertThat(said("Nightingale is\n not a   model")).isEqualTo("HTTP 400, Nightingale is not a model");
        assertThat(said("y".repeat(1_000))).hasSize("HTTP 400, ".length() + 241);
        assertThat(said("")).isEqualTo("HTTP 400");
    }

    @Test
    void keys_are_blotted_out_also_where_the_line_is_cut() {
        assertThat(said("bad key my-own-key")).isEqualTo("HTTP 400, bad key ***");
        assertThat(said("Incorrect API key: sk-proj-ab***890, AIzaSyD-123456"))
                .isEqualTo("HTTP 400, Incorrect API key: ***, ***");
        assertThat(said("z".repeat(235) + " my-own-key")).doesNotContain("my-o");
    }

    private static String said(String message) {
        LlmRequest request = new LlmRequest(
                "a", "m", "https://acme.example/", "", PROMPT, "{}", "{}", 0, 1, List.of(), Duration.ofSeconds(1));
        return ErrorText.of(400, message, request, "my-own-key");
    }
}
