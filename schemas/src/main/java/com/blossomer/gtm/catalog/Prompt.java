package com.blossomer.gtm.catalog;

/**
 * One immutable version of an asset's prompt.
 *
 * <p>Thread-safe: templates are compiled once.
 */
public final class Prompt {

    private final String version;
    private final String hash;
    private final Texts texts;
    private final String outputSchema;
    private final PromptTemplates templates;

    Prompt(String version, String hash, Texts texts, String outputSchema, PromptTemplates templates) {
        this.version = version;
        this.hash = hash;
        this.texts = texts;
        this.outputSchema = outputSchema;
        this.templates = templates;
    }

    /**
     * What its author wrote.
     *
     * @param system Handlebars template of the system prompt
     * @param prompt Handlebars template of the user prompt
     * @param outputSchema JSON Schema with the asset's rules
     */
    public record Texts(String system, String prompt, String outputSchema) {}

    public Texts texts() {
        return texts;
    }

    /** The version's name, such as {@code 1}. */
    public String version() {
        return version;
    }

    /** SHA-256, hex, over templates, output schema and settings. */
    public String hash() {
        return hash;
    }

    /** The JSON Schema of the output, minified, with the asset's rules as custom keywords. */
    public String outputSchema() {
        return outputSchema;
    }

    /**
     * Fills the data in. Pure and deterministic: the same inputs give the same text on every machine.
     *
     * @throws IllegalArgumentException when an input that the asset depends on is missing
     */
    public RenderedPrompt render(PromptInputs inputs) {
        return templates.render(inputs);
    }
}
