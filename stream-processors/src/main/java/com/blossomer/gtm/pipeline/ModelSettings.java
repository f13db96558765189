package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.ModelTier;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which models answer, in the order to try them, each {@code provider/model}.
 *
 * @param order for every tier that has no list of its own ({@code BLOSSOMER_MODELS}); where there is no list at all, each
 *     configured provider's {@link DefaultModels} are taken, and drafts are written offline where none is configured
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

    ModelPlan plan(Set<DefaultModels> configured) {
        Map<ModelTier, List<String>> models = new EnumMap<>(ModelTier.class);
        for (ModelTier tier : ModelTier.values()) {
            models.put(tier, first(own(tier), first(order, DefaultModels.of(configured, tier))));
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
