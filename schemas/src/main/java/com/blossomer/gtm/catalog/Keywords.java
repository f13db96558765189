package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The custom keywords by name; {@code docs/how-to/add-an-asset.md} describes each. */
final class Keywords {

    private static final Map<String, Function<JsonNode, Rule>> ALL = Map.ofEntries(
            Map.entry("x-max-words", value -> TextRules.maxWords(number(value))),
            Map.entry("x-min-words", value -> TextRules.minWords(number(value))),
            Map.entry("x-max-sentences", value -> TextRules.maxSentences(number(value))),
            Map.entry("x-min-sentences", value -> TextRules.minSentences(number(value))),
            Map.entry("x-banned-phrases", value -> BannedPhrases.of(texts(value))),
            Map.entry("x-no-em-dash", value -> TextRules.noEmDash(yes(value))),
            Map.entry("x-no-rhetorical-question", value -> TextRules.noRhetoricalQuestion(yes(value))),
            Map.entry("x-capitalised-first-word", value -> TextRules.capitalisedFirstWord(yes(value))),
            Map.entry("x-placeholders", value -> TextRules.placeholders(texts(value))),
            Map.entry("x-numbers-in-input", value -> InputRules.numbers(yes(value))),
            Map.entry("x-quote", value -> InputRules.quote(texts(value))),
            Map.entry("x-one-of", InputRules::oneOf),
            Map.entry("x-value-needs-block", InputRules::valueNeedsBlock),
            Map.entry("x-distinct", ListRules::distinct),
            Map.entry("x-joins-to", ListRules::joinsTo));

    private Keywords() {}

    /** @throws IllegalArgumentException naming the place, the keyword and what is wrong with it */
    static Rule compile(String keyword, JsonNode value, String path) {
        Function<JsonNode, Rule> kind = ALL.get(keyword);
        if (kind == null) {
            throw new IllegalArgumentException(path + ": unknown keyword '" + keyword + "'; the custom ones are "
                    + new TreeSet<>(ALL.keySet()) + ", x-computed and x-declines");
        }
        try {
            return kind.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + keyword + ": " + e.getMessage(), e);
        }
    }

    private static int number(JsonNode value) {
        if (!value.isInt() || value.asInt() < 1) {
            throw new IllegalArgumentException("is " + value + "; it takes a whole number from 1");
        }
        return value.asInt();
    }

    private static boolean yes(JsonNode value) {
        if (!value.isBoolean() || !value.asBoolean()) {
            throw new IllegalArgumentException("is " + value + "; it takes true, or is left out");
        }
        return true;
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        value.forEach(element -> texts.add(element.asText()));
        if (!value.isArray() || texts.isEmpty() || texts.contains("")) {
            throw new IllegalArgumentException("is " + value + "; it takes a list of texts");
        }
        return texts;
    }
}
