package com.blossomer.gtm.content;

import java.util.Locale;
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
    private static final Pattern PRICES = Pattern.compile(
            "[$€£]\\s?\\d[\\d,.]*\\s*(?:/|per|a month|\\bmo\\b)|\\bper (?:user|seat|month)\\b|\\bbilled"
                    + " (?:annually|monthly|yearly)\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PRICING_HEADING = Pattern.compile(
            "\\bpric(?:e|es|ing)\\b|\\bplans?\\b.*\\b(?:for|fit|team|choose)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CUSTOMERS_HEADING = Pattern.compile(
            "trusted by|customers|clients|loved by|case stud|used by|success stor|who use", Pattern.CASE_INSENSITIVE);
    private static final Pattern QUOTED = Pattern.compile("^[\"“«„‟].{40,}");
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
        if (PRICING_HEADING.matcher(title).find() || PRICES.matcher(text).find()) {
            return PRICING;
        }
        boolean speech =
                quoted || QUOTED.matcher(text).find() || QUOTED.matcher(title).find();
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
}
