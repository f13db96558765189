package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Rules about lists. */
final class ListRules {

    private ListRules() {}

    /** {@code true} for a list of texts; a field's name for a list of objects. */
    static Rule distinct(JsonNode setting) {
        if (!setting.isTextual() && !setting.asBoolean()) {
            throw new IllegalArgumentException("is " + setting + "; it takes true or the name of a field");
        }
        return new Distinct(setting.isTextual() ? setting.asText() : "");
    }

    /** {@code {"of": field of each element, "field": the property beside the list that they join to}}. */
    static Rule joinsTo(JsonNode setting) {
        String field = setting.path("field").asText();
        String of = setting.path("of").asText();
        if (field.isEmpty() || of.isEmpty()) {
            throw new IllegalArgumentException("is " + setting + "; it takes {\"of\": …, \"field\": …}");
        }
        return new JoinsTo(of, field);
    }

    private record Distinct(String field) implements Rule {

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            List<Set<String>> seen = new ArrayList<>();
            for (int i = 0; value.isArray() && i < value.size(); i++) {
                JsonNode text = field.isEmpty() ? value.get(i) : value.get(i).path(field);
                Set<String> words = text.isTextual() ? Words.significant(text.textValue()) : Set.of();
                for (int j = 0; j < i; j++) {
                    if (!words.isEmpty() && Words.alike(words, seen.get(j))) {
                        problems.accept("items " + j + " and " + i + " say nearly the same ("
                                + Words.shown(text.textValue()) + "); make them differ or drop one");
                        break;
                    }
                }
                seen.add(words);
            }
        }

        @Override
        public String says() {
            return "No near-duplicates.";
        }
    }

    private record JoinsTo(String of, String field) implements Rule {

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            if (!value.isArray()
                    || place.parent() == null
                    || !place.parent().path(field).isTextual()) {
                return;
            }
            StringBuilder joined = new StringBuilder();
            value.forEach(part -> joined.append(part.path(of).asText()));
            String whole = place.parent().path(field).textValue();
            if (!dense(joined.toString()).equals(dense(whole))) {
                problems.accept("the " + of + "s, joined, are not " + field
                        + "; split that text into parts without adding, dropping or changing a word");
            }
        }

        private static String dense(String text) {
            StringBuilder dense = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) {
                if (!Words.isSpace(text.charAt(i))) {
                    dense.append(text.charAt(i));
                }
            }
            return dense.toString();
        }

        @Override
        public String says() {
            return "The " + of + "s, joined, are exactly " + field + ".";
        }
    }
}
