package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.blossomer.gtm.llm.offline.SiteFacts.Passage;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What later drafts take from an overview, whoever wrote it. Missing parts are filled from its other texts and its field.
 */
record OverviewFacts(
        String company,
        String category,
        Field field,
        List<Feature> capabilities,
        List<String> problems,
        String approach) {

    private static final List<String> NAMES = List.of("The offer as a whole", "Advice and setup", "Day-to-day support");

    static OverviewFacts of(DraftInput input) {
        JsonNode overview = input.asset("overview");
        List<String> all = new ArrayList<>();
        strings(overview, all);
        List<Passage> quotes = new ArrayList<>();
        overview.findValuesAsText("quote").forEach(quote -> quotes.add(new Passage(quote)));
        if (quotes.isEmpty()) {
            all.stream()
                    .filter(text -> text.length() >= 6 && Prose.words(text) <= 55)
                    .forEach(text -> quotes.add(new Passage(text)));
        }
        Passage any =
                quotes.isEmpty() ? new Passage(overview.path("company_name").asText("")) : quotes.getFirst();
        List<Feature> capabilities = new ArrayList<>();
        for (JsonNode capability : overview.path("capabilities")) {
            String quote = capability.path("evidence").path(0).path("quote").asText(any.text());
            String name = capability.path("name").asText("");
            if (!name.isBlank()) {
                String description = capability.path("description").asText("");
                capabilities.add(new Feature(name, description.isBlank() ? name : description, new Passage(quote)));
            }
        }
        for (String name : NAMES) {
            if (capabilities.size() < NAMES.size()) {
                capabilities.add(new Feature(name, "The website describes it.", any));
            }
        }
        List<String> problems = new ArrayList<>();
        overview.path("problems_addressed").forEach(problem -> problems.add(problem.asText()));
        String company = overview.path("company_name").asText("");
        return new OverviewFacts(
                company.isBlank() ? "The company" : company,
                overview.path("category").asText(""),
                input.fields().named(fieldOf(all), String.join("\n", all)),
                capabilities,
                problems,
                overview.path("unique_approach").asText(""));
    }

    /** As an offline overview notes it. */
    private static String fieldOf(List<String> texts) {
        String marker = "its field was taken to be ";
        return texts.stream()
                .filter(text -> text.startsWith(Draft.NOTE) && text.contains(marker))
                .map(text ->
                        text.substring(text.indexOf(marker) + marker.length()).replaceAll("\\.$", ""))
                .findFirst()
                .orElse("");
    }

    private static void strings(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(child -> strings(child, texts));
    }
}
