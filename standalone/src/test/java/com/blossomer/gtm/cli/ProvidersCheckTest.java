package com.blossomer.gtm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.cli.DoctorCommand.Check;
import com.blossomer.gtm.cli.DoctorCommand.Check.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProvidersCheckTest {

    @Test
    void without_a_key_drafts_are_written_offline() {
        Check check = new ProvidersCheck(Map.of("OPENAI_API_KEY", " ")).check();

        assertThat(check.state()).isEqualTo(State.NOTE);
        assertThat(check.detail()).contains("ANTHROPIC_API_KEY").contains("offline");
    }

    @Test
    void every_provider_is_named_and_no_key_is_shown() {
        Check check = new ProvidersCheck(Map.of(
                        "OPENAI_BASE_URL", "http://localhost:11434/v1",
                        "ANTHROPIC_API_KEY", "sk-ant-secret",
                        "GEMINI_API_KEY", "AIza-secret",
                        "BLOSSOMER_PROVIDERS_MY_OWN_BASE_URL", "http://localhost:8000",
                        "BLOSSOMER_PROVIDERS_MY_OWN_API_KEY", "own-secret"))
                .check();

        assertThat(check)
                .isEqualTo(
                        new Check(
                                "models",
                                State.OK,
                                "openai at http://localhost:11434/v1, without a key; anthropic, by ANTHROPIC_API_KEY; gemini, by GEMINI_API_KEY; my-own at http://localhost:8000, by BLOSSOMER_PROVIDERS_MY_OWN_API_KEY"));
    }

    @Test
    void a_named_provider_alone_needs_models_to_be_named() {
        Map<String, String> groq = Map.of("BLOSSOMER_PROVIDERS_GROQ_BASE_URL", "https://groq");
        assertThat(new ProvidersCheck(groq).check().state()).isEqualTo(State.NOTE);

        Map<String, String> named =
                Map.of("BLOSSOMER_PROVIDERS_GROQ_BASE_URL", "https://groq", "BLOSSOMER_MODELS", "groq/m");
        assertThat(new ProvidersCheck(named).check().state()).isEqualTo(State.OK);
    }
}
