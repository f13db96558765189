package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What an asset's output must keep: its JSON Schema, and the custom keywords in it that count words, ban phrases and tie
 * quotes to the input. Compiled once per schema; thread-safe.
 */
public final class OutputRules {

    private OutputRules() {}

    /** What an output turned out to be. */
    public sealed interface Checked {}

    /** It keeps every rule; computed fields are filled in. */
    public record Valid(JsonNode output) implements Checked {}

    /** It does not; each violation says where and what, fit to be shown to the model for a repair. */
    public record Invalid(List<String> violations) implements Checked {}

    /** Compiles the rules of an output schema. */
    public static OutputRules of(String outputSchema) {
        return new OutputRules();
    }

    /**
     * Checks a model's answer.
     *
     * @param output the answer as it came: JSON, maybe in a code fence
     * @param user the rendered user prompt, which every quote must occur in
     * @param websiteUrl the URL that the campaign is for
     */
    public Checked check(String output, String user, String websiteUrl) {
        throw new UnsupportedOperationException();
    }

    /** The schema without custom keywords and computed fields: what a provider's structured output is given. */
    public String providerSchema() {
        throw new UnsupportedOperationException();
    }
}
