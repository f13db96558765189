package com.blossomer.gtm.catalog;

import java.util.List;

/**
 * One asset type, as its folder in the catalogue describes it.
 *
 * @param name as in {@code POST /campaigns/{name}} and in events
 * @param title for people
 * @param description one sentence: what it is for
 * @param dependsOn {@code content} or other assets, whose results go into the prompt
 * @param tier how capable a model it needs
 * @param temperature passed to the model
 * @param maxOutputTokens passed to the model
 * @param prompt the current version of its prompt
 */
public record AssetType(
        String name,
        String title,
        String description,
        List<String> dependsOn,
        ModelTier tier,
        double temperature,
        int maxOutputTokens,
        Prompt prompt) {

    /** The stage that every asset rests on in the end: the text of the site. */
    public static final String CONTENT = "content";

    public AssetType {
        dependsOn = List.copyOf(dependsOn);
    }
}
