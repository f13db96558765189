package com.blossomer.gtm.catalog;

import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.hash.Sha256;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One folder of the catalogue as it was read. Every problem names the folder and says what to do.
 *
 * @param name the folder's name, which is the asset's
 * @param root where on the class path it was found
 * @param files file name to text
 */
record AssetFolder(String name, String root, Map<String, String> files) {

    private static final String SETTINGS = "asset.yaml";
    private static final String SYSTEM = "system.hbs";
    private static final String PROMPT = "prompt.hbs";
    private static final String SCHEMA = "output.schema.json";
    private static final Set<String> FILES = Set.of(SETTINGS, SYSTEM, PROMPT, SCHEMA);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Set<String> RESERVED = Set.of(AssetType.CONTENT, PromptBlocks.WEBSITE, PromptBlocks.USER);
    private static final ObjectMapper YAML =
            new YAMLMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code asset.yaml}; null where a key is missing. */
    record Settings(
            @Nullable String name,
            @Nullable String title,
            @Nullable String description,
            @JsonProperty("depends_on") @Nullable List<String> dependsOn,
            @Nullable String tier,
            @Nullable Double temperature,
            @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,
            @Nullable String version) {}

    /** The folder that a published version of an asset's prompt would be, so that both are checked by the same rules. */
    static AssetFolder of(AssetType asset, PromptVersion version) {
        Settings settings = new Settings(
                asset.name(),
                asset.title(),
                asset.description(),
                asset.dependsOn(),
                version.getTier(),
                version.getTemperature(),
                version.getMaxOutputTokens(),
                version.getVersion());
        try {
            return new AssetFolder(
                    asset.name(),
                    "version " + version.getVersion(),
                    Map.of(
                            SETTINGS, YAML.writeValueAsString(settings),
                            SYSTEM, version.getSystem(),
                            PROMPT, version.getPrompt(),
                            SCHEMA, version.getOutputSchema()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings of plain values can be written", e);
        }
    }

    AssetType type() {
        checkFiles();
        Settings settings = settings();
        List<String> dependsOn = dependsOn(settings);
        String version = required(settings.version(), "version");
        ModelTier tier = tier(required(settings.tier(), "tier"));
        double temperature = required(settings.temperature(), "temperature");
        int maxOutputTokens = required(settings.maxOutputTokens(), "max_output_tokens");
        if (temperature < 0 || temperature > 2) {
            throw problem(SETTINGS + ": temperature is " + temperature + "; it goes from 0 to 2");
        }
        if (maxOutputTokens < 1) {
            throw problem(SETTINGS + ": max_output_tokens is " + maxOutputTokens + "; it must be at least 1");
        }
        String schema = schema();
        String hash = Sha256.hex(
                name,
                file(SYSTEM),
                file(PROMPT),
                schema,
                dependsOn.toString(),
                tier.name(),
                Double.toString(temperature),
                Integer.toString(maxOutputTokens));
        return new AssetType(
                name,
                required(settings.title(), "title"),
                required(settings.description(), "description"),
                dependsOn,
                tier,
                temperature,
                maxOutputTokens,
                new Prompt(
                        version,
                        hash,
                        new Prompt.Texts(file(SYSTEM), file(PROMPT), file(SCHEMA)),
                        schema,
                        templates(dependsOn)));
    }

    private void checkFiles() {
        if (!NAME.matcher(name).matches() || RESERVED.contains(name)) {
            throw problem("the folder's name cannot be an asset's; use a-z, 0-9 and _, and none of "
                    + new TreeSet<>(RESERVED));
        }
        for (String file : new TreeSet<>(FILES)) {
            if (!files.containsKey(file)) {
                throw problem("the file " + file + " is missing");
            }
        }
        Set<String> unknown = new TreeSet<>(files.keySet());
        unknown.removeAll(FILES);
        if (!unknown.isEmpty()) {
            throw problem("holds files that mean nothing here: " + unknown + "; there are " + new TreeSet<>(FILES));
        }
    }

    private Settings settings() {
        Settings settings;
        try {
            settings = YAML.readValue(file(SETTINGS), Settings.class);
        } catch (UnrecognizedPropertyException e) {
            throw problem(SETTINGS + ": unknown key '" + e.getPropertyName() + "'; the keys are "
                    + e.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .toList());
        } catch (JsonProcessingException e) {
            throw problem(SETTINGS + ": " + e.getOriginalMessage());
        }
        if (!name.equals(required(settings.name(), "name"))) {
            throw problem(SETTINGS + ": name is '" + settings.name() + "'; it must be the folder's name");
        }
        return settings;
    }

    private List<String> dependsOn(Settings settings) {
        List<String> dependsOn = required(settings.dependsOn(), "depends_on");
        if (dependsOn.isEmpty()) {
            throw problem(SETTINGS + ": depends_on is empty; every asset rests on content or on another asset");
        }
        if (new HashSet<>(dependsOn).size() < dependsOn.size()) {
            throw problem(SETTINGS + ": depends_on names something twice: " + dependsOn);
        }
        return dependsOn;
    }

    private ModelTier tier(String text) {
        for (ModelTier tier : ModelTier.values()) {
            if (tier.name().equals(text.toUpperCase(Locale.ROOT))) {
                return tier;
            }
        }
        throw problem(SETTINGS + ": tier is '" + text + "'; it is one of fast, standard, strong");
    }

    private String schema() {
        String minified;
        try {
            minified = JSON.writeValueAsString(
                    JSON.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(file(SCHEMA)));
            OutputRules.of(minified);
        } catch (JsonProcessingException e) {
            throw problem(SCHEMA + ": not JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr());
        } catch (IllegalArgumentException e) {
            throw problem(SCHEMA + ": " + e.getMessage());
        }
        return minified;
    }

    private PromptTemplates templates(List<String> dependsOn) {
        try {
            return PromptTemplates.compile(file(SYSTEM), file(PROMPT), dependsOn);
        } catch (IllegalArgumentException e) {
            throw problem(e.getMessage());
        }
    }

    private String file(String file) {
        return files.getOrDefault(file, "").replace("\r\n", "\n");
    }

    private <T> T required(@Nullable T value, String key) {
        if (value == null || value.toString().isBlank()) {
            throw problem(SETTINGS + ": the key '" + key + "' is missing");
        }
        return value;
    }

    private IllegalStateException problem(@Nullable String what) {
        return new IllegalStateException("catalog/" + name + ": " + what + " (" + root + ")");
    }
}
