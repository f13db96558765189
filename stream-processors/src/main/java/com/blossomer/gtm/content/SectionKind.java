package com.blossomer.gtm.content;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a section is about, guessed from its words. */
enum SectionKind {
    HERO,
    FEATURE,
    PRICING,
    TESTIMONIAL,
    FAQ,
    CUSTOMERS,
    /** Said to machines (JSON-LD), and not in the visible text. */
    STRUCTURED,
    BODY;

    private static final Pattern ASKS = Pattern.compile(
            "\\bfaqs?\\b|frequently asked|^(?:what|how|why|who|when|where|which|can|do|does|is|are|will)\\b.*\\?$",
            Pattern.CASE_INSENSITIVE);
    /** Looked for only where {@link #mayBeginPrice one can begin}: texts are long. */
    private static final Pattern PRICE = Pattern.compile(
            "[$€£]\\s?\\d[\\d,.]*\\s*(?:/|per|a month|\\bmo\\b)|\\bper (?:user|seat|month)\\b|\\bbilled"
                    + " (?:annually|monthly|yearly)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PRICING_HEADING = Pattern.compile(
            "\\bpric(?:e|es|ing)\\b|\\bplans?\\b.*\\b(?:for|fit|team|choose)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CUSTOMERS_HEADING = Pattern.compile(
            "trusted by|customers|clients|loved by|case stud|used by|success stor|who use", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("[\"“«„‟].{40,}");
    private static final Pattern SPEAKER = Pattern.compile(
            "\\b(?:CEO|CTO|COO|CFO|CMO|VP|Founder|Co-founder|Director|Head of|Manager|Engineer|President|Owner)\\b");

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SectionKind of(@Nullable String heading, String text, boolean quoted, boolean first) {
        String title = heading == null ? "" : heading;
        if (ASKS.matcher(title).find()) {
            return FAQ;
        }
        if (PRICING_HEADING.matcher(title).find() || namesPrice(text)) {
            return PRICING;
        }
        boolean speech = quoted
                || QUOTED.matcher(text).lookingAt()
                || QUOTED.matcher(title).lookingAt();
        if (speech && (quoted || SPEAKER.matcher(text).find())) {
            return TESTIMONIAL;
        }
        if (CUSTOMERS_HEADING.matcher(title).find()) {
            return CUSTOMERS;
        }
        if (first) {
            return HERO;
        }
        return heading != null && !text.isEmpty() ? FEATURE : BODY;
    }

    private static boolean namesPrice(String text) {
        Matcher price = PRICE.matcher(text).useTransparentBounds(true);
        for (int i = 0; i < text.length(); i++) {
            if (mayBeginPrice(text.charAt(i)) && price.region(i, text.length()).lookingAt()) {
                return true;
            }
        }
        return false;
    }

    private static boolean mayBeginPrice(char letter) {
        return switch (letter) {
            case '$', '€', '£', 'b', 'B', 'p', 'P' -> true;
            default -> false;
        };
    }
}
