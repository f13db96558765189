package com.blossomer.gtm.catalog;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which models stand for a tier, in the order to try them, each written {@code provider/model}. The pipeline writes them
 * into every prompt task, so that a prompt's key names who may answer it.
 */
public record ModelPlan(Map<ModelTier, List<String>> models) {

    /** The provider that writes drafts from the page's own words, without a key and without a network. */
    public static final String OFFLINE = "offline/extractive-1";

    public ModelPlan {
        Map<ModelTier, List<String>> copy = new EnumMap<>(ModelTier.class);
        for (ModelTier tier : ModelTier.values()) {
            List<String> names = List.copyOf(models.getOrDefault(tier, List.of()));
            if (names.isEmpty()) {
                throw new IllegalArgumentException("no model for tier " + tier + ": set BLOSSOMER_MODELS");
            }
            for (String name : names) {
                int slash = name.indexOf('/');
                if (slash < 1 || slash == name.length() - 1) {
                    throw new IllegalArgumentException(
                            "'" + name + "' is not a model: write provider/model, such as openai/gpt-6-luna");
                }
            }
            copy.put(tier, names);
        }
        models = Map.copyOf(copy);
    }

    /** The same models for every tier. */
    public static ModelPlan of(List<String> names) {
        Map<ModelTier, List<String>> models = new EnumMap<>(ModelTier.class);
        for (ModelTier tier : ModelTier.values()) {
            models.put(tier, names);
        }
        return new ModelPlan(models);
    }

    public List<String> of(ModelTier tier) {
        return models.getOrDefault(tier, List.of());
    }
}
