package com.blossomer.gtm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cli.DoctorCommand.Check;
import com.blossomer.gtm.cli.DoctorCommand.Check.State;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class ModelChecksTest {

    @Test
    void a_provider_that_must_be_mended_fails_and_says_how_and_one_that_rests_is_noted()
            throws JsonProcessingException {
        String health = """
                {"status": "UP", "details": {"llm-providers": {"status": "UP", "details": {
                  "offline": "in this process",
                  "openai": "api.openai.com, key set (misconfigured: 401: check OPENAI_API_KEY)",
                  "other": "other.example (left alone for a moment: HTTP 429)"}}}}""";

        assertThat(ModelChecks.read(new ObjectMapper().readTree(health)))
                .containsExactly(
                        new Check("model offline", State.OK, "in this process"),
                        new Check(
                                "model openai",
                                State.FAILED,
                                "api.openai.com, key set (misconfigured: 401: check OPENAI_API_KEY)"),
                        new Check("model other", State.NOTE, "other.example (left alone for a moment: HTTP 429)"));
    }

    @Test
    void without_the_details_there_is_nothing_to_say() throws JsonProcessingException {
        assertThat(ModelChecks.read(new ObjectMapper().readTree("{\"status\": \"DOWN\"}")))
                .isEmpty();
    }
}
