package com.blossomer.gtm.catalog;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes text from outside safe to stand in a block of a prompt.
 *
 * <p>A block ends with a {@code <} of ours, so no {@code <} of the data's survives: it becomes {@code ‹}. What looks like
 * one of our markers to a model, in whatever disguise (other angle brackets, HTML entities, other alphabets' letters,
 * spaces or invisible characters in between), loses its bracket to {@code [}. Invisible characters that can carry hidden
 * instructions are dropped.
 */
final class BlockText {

    private static final String BRACKETS =
            "<\u02c2\u1438\u2039\u2329\u276e\u2770\u27e8\u3008\u300a\u00ab\ufe64\uff1c\u226a\u2a9e";
    private static final Pattern OPENER = Pattern.compile(
            "[" + BRACKETS + "]|&(?:lt|#0*60|#x0*3c);?|%3c|\\\\u003c|\\\\x3c", Pattern.CASE_INSENSITIVE);
    /** What {@link #OPENER} begins with: most texts hold none of it. */
    private static final String FIRST = BRACKETS + "&%\\";

    private static final int LONGEST_MARKER = 80;

    /** Letters of other alphabets that look like Latin ones. */
    private static final Map<Integer, Character> LOOKALIKES = Map.ofEntries(
            Map.entry(0x0430, 'a'),
            Map.entry(0x0435, 'e'),
            Map.entry(0x0456, 'i'),
            Map.entry(0x043e, 'o'),
            Map.entry(0x0440, 'p'),
            Map.entry(0x0441, 'c'),
            Map.entry(0x0445, 'x'),
            Map.entry(0x0455, 's'),
            Map.entry(0x0475, 'v'),
            Map.entry(0x051d, 'w'),
            Map.entry(0x0461, 'w'),
            Map.entry(0x0442, 't'),
            Map.entry(0x0432, 'b'),
            Map.entry(0x03bf, 'o'),
            Map.entry(0x03b5, 'e'),
            Map.entry(0x03b9, 'i'),
            Map.entry(0x03b1, 'a'),
            Map.entry(0x03c4, 't'),
            Map.entry(0x03c9, 'w'),
            Map.entry(0x0131, 'i'),
            Map.entry(0x017f, 's'));

    private BlockText() {}

    /** @param markers the names of the blocks in this prompt */
    static String neutral(String text, Collection<String> markers) {
        String visible = visible(text);
        if (!TextRules.holdsAny(FIRST, visible)) {
            return visible;
        }
        Matcher opener = OPENER.matcher(visible);
        StringBuilder out = new StringBuilder(visible.length());
        int copied = 0;
        for (int i = 0; i < visible.length(); i++) {
            if (!mayOpen(visible.charAt(i))
                    || i < copied
                    || !opener.region(i, visible.length()).lookingAt()) {
                continue;
            }
            String follows = visible.substring(opener.end(), Math.min(visible.length(), opener.end() + LONGEST_MARKER));
            String kept = opener.group().equals("<") ? "‹" : opener.group();
            out.append(visible, copied, i).append(namesAny(markers, letters(follows)) ? "[" : kept);
            copied = opener.end();
        }
        return copied == 0
                ? visible
                : out.append(visible, copied, visible.length()).toString();
    }

    private static boolean namesAny(Collection<String> markers, String letters) {
        return markers.stream().anyMatch(marker -> letters.startsWith(marker.replace("_", "")));
    }

    /** Page text is long and openers are rare: the pattern is tried only where one can begin. */
    private static boolean mayOpen(char c) {
        return c < 0x80 ? c == '<' || c == '&' || c == '%' || c == '\\' : BRACKETS.indexOf(c) >= 0;
    }

    /** With newlines as {@code \n}, damaged characters marked, and without what nobody sees. */
    private static String visible(String text) {
        String lines =
                text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
        return InvisibleText.without(lines, "\n\t");
    }

    /** On one line, for a quoted attribute of a marker. */
    static String attribute(String text, Collection<String> markers) {
        String quoted = neutral(text, markers).replace('"', '\'');
        return QuotableText.SPACE.matcher(quoted).replaceAll(" ").strip();
    }

    /** The Latin letters that a reader would make of it, without what stands between them; empty if others come first. */
    private static String letters(String text) {
        StringBuilder letters = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .map(point ->
                        LOOKALIKES.getOrDefault(point, (char) 0) == 0 ? point : LOOKALIKES.getOrDefault(point, 'x'))
                .filter(point -> Character.isLetterOrDigit(point))
                .forEach(letters::appendCodePoint);
        return letters.toString();
    }
}
