package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.PromptVersion;
import com.blossomer.gtm.ingress.PromptVersions.Known;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Versions of prompts as JSON: read from a request, written into an answer, compared. */
final class PromptJson {

    static final String SYSTEM = "system";
    static final String PROMPT = "prompt";
    static final String SCHEMA = "output_schema";
    static final String TIER = "tier";
    static final String TEMPERATURE = "temperature";
    static final String MAX_TOKENS = "max_output_tokens";
    static final String BASED_ON = "based_on";
    static final String NOTE = "note";

    private static final List<String> FIELDS =
            List.of(SYSTEM, PROMPT, SCHEMA, TIER, TEMPERATURE, MAX_TOKENS, BASED_ON, NOTE);
    private static final int CONTEXT = 3;
    private static final int NOTE_LENGTH = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    private PromptJson() {}

    /** The version that a request describes: another one, with what the request changes. */
    static PromptVersion draft(ObjectNode body, PromptVersion base) {
        List<Violation> violations = new ArrayList<>();
        body.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                violations.add(
                        Violation.of(name, "is no field of a prompt's version; it takes " + String.join(", ", FIELDS)));
            }
        });
        PromptVersion draft = PromptVersion.newBuilder(base)
                .setVersion("draft")
                .setSystem(text(body, SYSTEM, base.getSystem(), violations))
                .setPrompt(text(body, PROMPT, base.getPrompt(), violations))
                .setOutputSchema(schema(body, base, violations))
                .setTier(text(body, TIER, base.getTier(), violations))
                .setTemperature(number(body, TEMPERATURE, base.getTemperature(), violations))
                .setMaxOutputTokens((int) number(body, MAX_TOKENS, base.getMaxOutputTokens(), violations))
                .setBasedOn(base.getVersion())
                .setNote(note(body, violations))
                .build();
        if (!violations.isEmpty()) {
            throw Problems.refused(violations);
        }
        return draft;
    }

    private static String text(ObjectNode body, String field, String otherwise, List<Violation> violations) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            violations.add(Violation.of(field, "must be a text"));
        }
        return value.asText();
    }

    private static String schema(ObjectNode body, PromptVersion base, List<Violation> violations) {
        JsonNode value = body.path(SCHEMA);
        return value.isObject() ? value.toPrettyString() : text(body, SCHEMA, base.getOutputSchema(), violations);
    }

    private static double number(ObjectNode body, String field, double otherwise, List<Violation> violations) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isNumber()) {
            violations.add(Violation.of(field, "must be a number"));
        }
        return value.asDouble();
    }

    private static @org.jspecify.annotations.Nullable String note(ObjectNode body, List<Violation> violations) {
        String note = body.path(NOTE).asText("").strip();
        if (note.length() > NOTE_LENGTH) {
            violations.add(Violation.of(NOTE, "is longer than " + NOTE_LENGTH + " characters"));
        }
        return note.isEmpty() ? null : note;
    }

    /** A version in a list. */
    static ObjectNode summary(Known known) {
        PromptVersion version = known.version();
        ObjectNode json = JSON.createObjectNode()
                .put("asset", known.asset().name())
                .put("version", version.getVersion())
                .put("built_in", known.builtIn())
                .put("hash", version.getHash())
                .put(BASED_ON, version.getBasedOn())
                .put(NOTE, version.getNote())
                .put(
                        "published_at",
                        known.publishedAt() == null ? null : known.publishedAt().toString());
        known.labels().forEach(json.putArray("labels")::add);
        return json;
    }

    /** A version with its texts. */
    static ObjectNode whole(Known known) {
        PromptVersion version = known.version();
        ObjectNode json = summary(known)
                .put(TIER, version.getTier())
                .put(TEMPERATURE, version.getTemperature())
                .put(MAX_TOKENS, version.getMaxOutputTokens())
                .put(SYSTEM, version.getSystem())
                .put(PROMPT, version.getPrompt());
        json.set(SCHEMA, schema(version));
        return json;
    }

    private static JsonNode schema(PromptVersion version) {
        try {
            return JSON.readTree(version.getOutputSchema());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a published schema was checked to be JSON", e);
        }
    }

    static ObjectNode asset(AssetType asset, Map<String, String> labels, int versions) {
        ObjectNode json = JSON.createObjectNode()
                .put("asset", asset.name())
                .put("title", asset.title())
                .put("description", asset.description())
                .put("versions", versions);
        asset.dependsOn().forEach(json.putArray("depends_on")::add);
        ObjectNode points = json.putObject("labels");
        labels.forEach(points::put);
        return json;
    }

    /** What differs, part by part, as unified diffs; parts that are the same are left out. */
    static ObjectNode diff(Known from, Known to) {
        ObjectNode json = JSON.createObjectNode()
                .put("asset", from.asset().name())
                .put("from", from.version().getVersion())
                .put("to", to.version().getVersion());
        ObjectNode parts = json.putObject("parts");
        Map<String, String> after = parts(to.version());
        parts(from.version()).forEach((part, text) -> {
            String other = after.getOrDefault(part, "");
            if (!text.equals(other)) {
                parts.put(part, unified(part, from, text, to, other));
            }
        });
        return json;
    }

    private static Map<String, String> parts(PromptVersion version) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "settings",
                TIER + ": " + version.getTier() + "\n" + TEMPERATURE + ": " + version.getTemperature() + "\n"
                        + MAX_TOKENS + ": " + version.getMaxOutputTokens());
        parts.put(SYSTEM, version.getSystem());
        parts.put(PROMPT, version.getPrompt());
        // However it was laid out when it was written.
        parts.put(SCHEMA, schema(version).toPrettyString());
        return parts;
    }

    private static String unified(String part, Known from, String before, Known to, String after) {
        List<String> lines = before.lines().toList();
        return String.join(
                "\n",
                UnifiedDiffUtils.generateUnifiedDiff(
                        part + " " + from.version().getVersion(),
                        part + " " + to.version().getVersion(),
                        lines,
                        DiffUtils.diff(lines, after.lines().toList()),
                        CONTEXT));
    }
}
