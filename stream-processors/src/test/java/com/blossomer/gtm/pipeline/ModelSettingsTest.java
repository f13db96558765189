package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.ModelTier;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelSettingsTest {

    private static final Set<DefaultModels> NONE = EnumSet.noneOf(DefaultModels.class);
    private static final ModelSettings UNSET = new ModelSettings(List.of(), List.of(), List.of(), List.of());

    @Test
    void without_any_provider_drafts_are_written_offline() {
        assertThat(UNSET.plan(NONE)).isEqualTo(ModelPlan.of(List.of(ModelPlan.OFFLINE)));
    }

    @Test
    void every_provider_that_has_a_key_is_asked_in_turn() {
        ModelPlan plan = UNSET.plan(EnumSet.of(DefaultModels.GEMINI, DefaultModels.OPENAI, DefaultModels.ANTHROPIC));

        assertThat(plan.of(ModelTier.STANDARD))
                .containsExactly("openai/gpt-6-luna", "anthropic/claude-haiku-5-5", "gemini/gemini-3.5-flash-lite");
        assertThat(plan.of(ModelTier.STRONG))
                .containsExactly("openai/gpt-6-sol", "anthropic/claude-sonnet-5-5", "gemini/gemini-3.8-flash");
    }

    @Test
    void one_key_alone_is_enough() {
        assertThat(UNSET.plan(EnumSet.of(DefaultModels.ANTHROPIC)).of(ModelTier.FAST))
                .containsExactly("anthropic/claude-haiku-5-5");
    }

    @Test
    void models_that_are_named_are_taken_as_they_are() {
        ModelSettings named =
                new ModelSettings(List.of("groq/a", " openai/b"), List.of(), List.of(), List.of("anthropic/c"));

        ModelPlan plan = named.plan(EnumSet.allOf(DefaultModels.class));

        assertThat(plan.of(ModelTier.FAST)).containsExactly("groq/a", "openai/b");
        assertThat(plan.of(ModelTier.STRONG)).containsExactly("anthropic/c");
    }
}
