package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.ModelTier;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which models answer, in the order to try them, each {@code provider/model}.
 *
 * @param order for every tier that has no list of its own ({@code BLOSSOMER_MODELS}); where there is no list at all, OpenAI's
 *     models are taken when such a server is configured, else drafts are written offline
 * @param fast for assets that need little
 * @param standard for most
 * @param strong for those that need the most
 */
@ConfigurationProperties("blossomer.models")
record ModelSettings(
        @Bindable(defaultValue = "") List<String> order,
        @Bindable(defaultValue = "") List<String> fast,
        @Bindable(defaultValue = "") List<String> standard,
        @Bindable(defaultValue = "") List<String> strong) {

    private static final Map<ModelTier, String> OPENAI = Map.of(
            ModelTier.FAST, "openai/gpt-5-mini",
            ModelTier.STANDARD, "openai/gpt-5-mini",
            ModelTier.STRONG, "openai/gpt-5");

    ModelPlan plan(boolean openai) {
        Map<ModelTier, List<String>> models = new EnumMap<>(ModelTier.class);
        for (ModelTier tier : ModelTier.values()) {
            models.put(tier, first(own(tier), first(order, List.of(openai ? OPENAI.get(tier) : ModelPlan.OFFLINE))));
        }
        return new ModelPlan(models);
    }

    private List<String> own(ModelTier tier) {
        return switch (tier) {
            case FAST -> fast;
            case STANDARD -> standard;
            case STRONG -> strong;
        };
    }

    private static List<String> first(List<String> wanted, List<String> otherwise) {
        List<String> named = wanted.stream()
                .filter(name -> !name.isBlank())
                .map(String::strip)
                .toList();
        return named.isEmpty() ? otherwise : named;
    }
}
