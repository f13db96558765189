package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.ModelTier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models that are taken of a provider where none are named: its small one, and for the strong tier the next larger, so
 * that going on with another provider changes little on the bill. Providers are tried in this order.
 */
enum DefaultModels {
    OPENAI("openai/gpt-6-luna", "openai/gpt-6-luna", "openai/gpt-6-sol"),
    ANTHROPIC("anthropic/claude-haiku-5-5", "anthropic/claude-haiku-5-5", "anthropic/claude-sonnet-5-5"),
    GEMINI("gemini/gemini-3.5-flash-lite", "gemini/gemini-3.5-flash-lite", "gemini/gemini-3.8-flash");

    private final String fast;
    private final String standard;
    private final String strong;

    DefaultModels(String fast, String standard, String strong) {
        this.fast = fast;
        this.standard = standard;
        this.strong = strong;
    }

    /** Those of the configured providers; drafts are written offline where there are none. */
    static List<String> of(Set<DefaultModels> configured, ModelTier tier) {
        return configured.isEmpty()
                ? List.of(ModelPlan.OFFLINE)
                : Stream.of(values())
                        .filter(configured::contains)
                        .map(models -> models.of(tier))
                        .toList();
    }

    private String of(ModelTier tier) {
        return switch (tier) {
            case FAST -> fast;
            case STANDARD -> standard;
            case STRONG -> strong;
        };
    }
}
