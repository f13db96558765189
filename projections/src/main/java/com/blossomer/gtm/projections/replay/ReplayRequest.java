package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.catalog.PromptLibrary;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /replays}, checked.
 *
 * @param cohortJson as it was sent, but for what was null
 * @param budget billionths of a US dollar; null without limit
 * @param unchanged whether it is wanted even where nothing changes
 */
record ReplayRequest(
        Cohort cohort,
        String cohortJson,
        Change change,
        @Nullable Long budget,
        int priority,
        boolean unchanged) {

    private static final int HIGHEST_PRIORITY = 100;
    private static final BigDecimal MOST_USD = new BigDecimal("100000000");
    private static final JsonMapper JSON = new JsonMapper();

    static ReplayRequest parse(String tenant, byte @Nullable [] body, PromptLibrary prompts) {
        ObjectNode json = json(body);
        ReplayForm.requireFields(json, ReplayForm.class, "a replay");
        JsonNode cohort = json.path("cohort");
        return new ReplayRequest(
                Cohort.parse(tenant, cohort, sample(json.path("sample"))),
                cohort.toString(),
                new Change(
                        versions(tenant, json.path("prompts"), prompts),
                        models(json.path("models")),
                        stage(json.path("from_stage"), prompts)),
                budget(json.path("budget_usd")),
                priority(json.path("priority")),
                unchanged(json.path("unchanged")));
    }

    /** A field that is null counts as not said. */
    private static ObjectNode json(byte @Nullable [] body) {
        try {
            if (body != null && JSON.readTree(body) instanceof ObjectNode json) {
                if (json.get("cohort") instanceof ObjectNode cohort) {
                    cohort.removeNulls();
                }
                return json.removeNulls();
            }
        } catch (JsonProcessingException e) {
            throw ReplayProblems.wrong("The body is not JSON: " + e.getOriginalMessage() + ".");
        } catch (java.io.IOException e) {
            throw ReplayProblems.wrong("The body is not UTF-8.");
        }
        throw ReplayProblems.wrong("The body must be a JSON object, such as"
                + " {\"cohort\": {\"batch\": \"bat_…\"}, \"prompts\": {\"icp\": \"candidate\"}}.");
    }

    private static Map<String, String> versions(String tenant, JsonNode node, PromptLibrary prompts) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (var entry : node.properties()) {
            String asset = entry.getKey();
            String name = entry.getValue().asText();
            if (prompts.catalog().find(asset).isEmpty()) {
                throw ReplayProblems.wrong("prompts names " + asset + ", which is no asset.");
            }
            String version = prompts.labelled(tenant, asset, name).orElse(name);
            if (prompts.find(tenant, asset, version).isEmpty()) {
                throw ReplayProblems.wrong("The prompt of " + asset + " has no version and no label \"" + name
                        + "\"; GET /prompts/" + asset + "/versions lists them.");
            }
            versions.put(asset, version);
        }
        return versions;
    }

    private static List<String> models(JsonNode node) {
        List<String> models = new ArrayList<>();
        node.forEach(model -> models.add(model.asText()));
        for (String model : models) {
            if (!model.matches("[^/\\s]+/\\S+")) {
                throw ReplayProblems.wrong(
                        "models must be written provider/model, such as openai/gpt-6-luna, not \"" + model + "\".");
            }
        }
        return models;
    }

    private static @Nullable String stage(JsonNode node, PromptLibrary prompts) {
        if (node.isMissingNode()) {
            return null;
        }
        if (prompts.catalog().find(node.asText()).isEmpty()) {
            throw ReplayProblems.wrong("from_stage must be an asset, not \"" + node.asText() + "\".");
        }
        return node.asText();
    }

    private static @Nullable Long sample(JsonNode node) {
        return node.isMissingNode() ? null : whole(node, 1, Long.MAX_VALUE, "sample must be a whole number from 1.");
    }

    private static int priority(JsonNode node) {
        return node.isMissingNode()
                ? 0
                : (int) whole(
                        node, -HIGHEST_PRIORITY, HIGHEST_PRIORITY, "priority must be a whole number from -100 to 100.");
    }

    private static long whole(JsonNode node, long least, long most, String otherwise) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.asLong() < least || node.asLong() > most) {
            throw ReplayProblems.wrong(otherwise);
        }
        return node.asLong();
    }

    private static boolean unchanged(JsonNode node) {
        if (!node.isMissingNode() && !node.isBoolean()) {
            throw ReplayProblems.wrong("unchanged must be true or false.");
        }
        return node.asBoolean();
    }

    private static @Nullable Long budget(JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        BigDecimal usd = node.isNumber() ? node.decimalValue() : BigDecimal.valueOf(-1);
        if (usd.signum() < 0 || usd.compareTo(MOST_USD) > 0 || usd.scale() > 9) {
            throw ReplayProblems.wrong("budget_usd must be US dollars, such as 25.00.");
        }
        return usd.movePointRight(9).longValueExact();
    }
}
