package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.catalog.WebsiteBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A site as lines of text, each knowing whether it looks like a heading; buttons, notices and menus are left out. */
record Page(WebsiteBlock block, List<Page.Line> lines) {

    private static final Pattern JUNK =
            Pattern.compile("(?i)(?:learn|read|see|show|view|find out|explore) (?:more|all|how|now|less)\\b.{0,30}"
                    + "|(?:get started|start (?:now|free|for free|today|your)|try (?:it|for|now|free)|sign (?:up|in)|log ?in"
                    + "|contact (?:us|sales)|talk to|book (?:a|your)|request (?:a|your)|watch |download|subscribe|schedule"
                    + "|buy now|join (?:us|now)|get (?:a|your|the) ).{0,30}"
                    + "|.*(?:all rights reserved|privacy policy|cookies?\\b|©|terms of (?:use|service)).*"
                    + "|(?:home|menu|search|close|next|previous|back|skip to content|share|more)");
    private static final Pattern NOT_FEATURE = Pattern.compile(
            "(?i).*(?:faq|frequently asked|testimonial|what (?:our|teams|people|customers|clients|others) |trusted by|loved by"
                    + "|pricing|contact|about us|our (?:team|story|customers|clients|partners|blog|mission|awards)|case stud"
                    + "|success stor|resources|blog|newsletter|related|featured|careers|news|awards|subscribe|why choose"
                    + "|customers|talk to|questions|ready to|in the press|imprint|table of contents|how (?:it|we) works?).*");
    private static final Pattern LETTER = Pattern.compile("\\p{L}");
    private static final Pattern BULLET = Pattern.compile("^[•*·▪✓✔–—-]+\\s*");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Set<String> ASIDE =
            Set.of("testimonial", "faq", "pricing", "customers", "structured", "footer", "nav", "legal");

    /** @param aside whether it stands in a part that does not describe the offer: a testimonial, a price list */
    record Line(String text, boolean heading, boolean aside, String kind) {

        boolean feature() {
            return heading
                    && !aside
                    && Prose.words(text) <= 8
                    && !NOT_FEATURE.matcher(text).matches();
        }
    }

    static Page of(WebsiteBlock block) {
        List<Line> lines = new ArrayList<>();
        for (WebsiteBlock.Part part : block.sections()) {
            boolean aside = ASIDE.contains(part.kind().toLowerCase(Locale.ROOT));
            if (!part.heading().isBlank()) {
                add(lines, part.heading(), true, aside, part.kind());
            }
            part.text().lines().forEach(line -> add(lines, line, false, aside, part.kind()));
        }
        return new Page(block, List.copyOf(lines));
    }

    private static void add(List<Line> lines, String raw, boolean heading, boolean aside, String kind) {
        String text =
                SPACE.matcher(BULLET.matcher(raw.strip()).replaceFirst("")).replaceAll(" ");
        if (text.length() < 2
                || JUNK.matcher(text).matches()
                || !LETTER.matcher(text).find()) {
            return;
        }
        lines.add(new Line(text, heading || looksLikeHeading(text), aside, kind));
    }

    private static boolean looksLikeHeading(String text) {
        int words = Prose.words(text);
        return words >= 1
                && words <= 9
                && ".!?:;,。！？…".indexOf(text.charAt(text.length() - 1)) < 0
                && !Character.isLowerCase(text.codePointAt(0))
                && text.length() > 3;
    }
}
