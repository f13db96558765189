package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Rules that tie an output to the prompt's data. */
final class InputRules {

    private static final Pattern MEETING =
            Pattern.compile("\\b\\d{1,2}(?:\\s*(?:-|–|to|or)\\s*\\d{1,2})?[\\s-]*(?:minutes?|mins?)\\b");

    private InputRules() {}

    /** @param blocks where the words must stand */
    static Rule quote(List<String> blocks) {
        return new QuoteRule(blocks);
    }

    /** Every number stands in the data; minutes of a call do not count. */
    static Rule numbers(boolean ignored) {
        return new NumbersRule();
    }

    /** {@code {"block": asset, "path": …}}, or without block a path in the output itself. */
    static Rule oneOf(JsonNode setting) {
        String path = setting.path("path").asText();
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "is " + setting + "; it takes {\"block\": …, \"path\": \"/list/*/field\"}");
        }
        return new OneOfRule(setting.path("block").asText(), path);
    }

    /** {@code {value: block}}: the value may be given only where the prompt has that block. */
    static Rule valueNeedsBlock(JsonNode setting) {
        if (!setting.isObject() || setting.isEmpty()) {
            throw new IllegalArgumentException("is " + setting + "; it takes {value: block}");
        }
        return new NeedsBlockRule(setting);
    }

    private record QuoteRule(List<String> blocks) implements Rule {

        @Override
        public boolean isQuote() {
            return true;
        }

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            if (!value.isTextual()) {
                return;
            }
            Optional<RuleInput.Passage> passage = place.input().find(value.textValue(), blocks);
            if (passage.isEmpty()) {
                problems.accept(Words.shown(value.textValue()) + " does not occur word for word in "
                        + String.join(" or ", blocks)
                        + "; copy one unbroken passage from it, or leave this evidence out");
                return;
            }
            ObjectNode parent = place.parent();
            if (parent != null) {
                parent.put(place.name(), passage.get().text());
            }
        }

        @Override
        public String says() {
            return "One unbroken passage, copied word for word from " + String.join(" or ", blocks) + ".";
        }
    }

    private record NumbersRule() implements Rule {

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            if (!value.isTextual()) {
                return;
            }
            String text = value.textValue();
            List<String> numbers = RuleInput.numbersIn(text);
            if (!numbers.isEmpty() && text.contains("min")) {
                numbers = RuleInput.numbersIn(MEETING.matcher(text).replaceAll(" "));
            }
            for (String number : numbers) {
                if (!place.input().hasNumber(number)) {
                    problems.accept(
                            "the number " + number + " stands nowhere in the data; leave it out or use one that does");
                }
            }
        }

        @Override
        public String says() {
            return "No number that is not in the data.";
        }
    }

    private record OneOfRule(String block, String path) implements Rule {

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            if (!value.isTextual()) {
                return;
            }
            JsonNode holder = block.isEmpty() ? place.root() : place.input().json(block);
            List<String> allowed = new ArrayList<>();
            collect(holder, path.substring(1).split("/", -1), 0, allowed);
            if (allowed.contains(value.textValue())) {
                return;
            }
            String given = TextRules.folded(value.textValue());
            Optional<String> match = allowed.stream()
                    .filter(one -> TextRules.folded(one).equals(given))
                    .findFirst();
            ObjectNode parent = place.parent();
            if (match.isPresent() && parent != null) {
                parent.put(place.name(), match.get());
            } else if (match.isEmpty() && !allowed.isEmpty()) {
                problems.accept(Words.shown(value.textValue()) + " is not one of: " + Words.or(allowed));
            }
        }

        private static void collect(JsonNode node, String[] steps, int at, List<String> found) {
            if (at == steps.length) {
                if (node.isTextual()) {
                    found.add(node.textValue());
                }
            } else if (steps[at].equals("*")) {
                node.forEach(element -> collect(element, steps, at + 1, found));
            } else {
                collect(node.path(steps[at]), steps, at + 1, found);
            }
        }

        @Override
        public String says() {
            return "Exactly one of " + path + (block.isEmpty() ? "" : " of " + block) + ", as written there.";
        }
    }

    private record NeedsBlockRule(JsonNode blocks) implements Rule {

        @Override
        public void check(JsonNode value, Place place, Consumer<String> problems) {
            String block = blocks.path(value.asText()).asText();
            if (!block.isEmpty() && !place.input().has(block)) {
                problems.accept("is \"" + value.asText() + "\", but the prompt has no " + block);
            }
        }

        @Override
        public String says() {
            return "";
        }
    }
}
