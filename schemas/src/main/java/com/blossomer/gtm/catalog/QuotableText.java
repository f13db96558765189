package com.blossomer.gtm.catalog;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A text that quotes are looked up in. White space, quotation marks, brackets (which {@link BlockText} changes) and the
 * kinds of dashes and letters make no difference; words, digits and other punctuation do.
 */
final class QuotableText {

    private static final String DROPPED = "\"'`´“”„‟‘’‚‛«»‹›〈〉⟨⟩<>[](){}\\";
    private static final String DASHES = "-‐‑‒–—―−";

    private static final int ASCII = 0x80;
    private static final boolean[] KEPT = new boolean[ASCII];

    static {
        for (int point = ' ' + 1; point < ASCII; point++) {
            KEPT[point] = DROPPED.indexOf(point) < 0;
        }
    }

    private final String text;
    private final String url;
    private final String folded;
    private final int[] origin;

    QuotableText(String text, String url) {
        this.text = text;
        this.url = url;
        int[] positions = new int[text.length() + 16];
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.charAt(i);
            int before = out.length();
            if (point < ASCII) {
                if (KEPT[point]) {
                    positions[before] = i;
                    out.append((char) point);
                }
                i++;
                continue;
            }
            point = text.codePointAt(i);
            fold(point, out);
            if (out.length() + text.length() - i >= positions.length) {
                positions = Arrays.copyOf(positions, out.length() + text.length());
            }
            Arrays.fill(positions, before, out.length(), i);
            i += Character.charCount(point);
        }
        this.folded = out.toString();
        this.origin = positions;
    }

    /**
     * The passage as it stands in this text, on one line.
     *
     * @param wanted the quote, by {@link #fold}
     */
    Optional<RuleInput.Passage> find(String wanted) {
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        for (int at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
            int start = origin[at];
            int last = origin[at + wanted.length() - 1];
            int end = last + Character.charCount(text.codePointAt(last));
            if (!cutsWord(start) && !cutsWord(end)) {
                return Optional.of(
                        new RuleInput.Passage(text.substring(start, end).replaceAll("\\s+", " "), url));
            }
        }
        return Optional.empty();
    }

    private boolean cutsWord(int at) {
        return at > 0
                && at < text.length()
                && Character.isLetterOrDigit(text.codePointBefore(at))
                && Character.isLetterOrDigit(text.codePointAt(at));
    }

    /** What is left of a quote when all that makes no difference is gone. */
    static String fold(String quote) {
        StringBuilder out = new StringBuilder(quote.length());
        for (int i = 0; i < quote.length(); ) {
            int point = quote.codePointAt(i);
            fold(point, out);
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static void fold(int point, StringBuilder out) {
        if (point < ASCII) {
            if (KEPT[point]) {
                out.append((char) point);
            }
        } else if (DASHES.indexOf(point) >= 0) {
            out.append('-');
        } else if (DROPPED.indexOf(point) < 0
                && !Character.isWhitespace(point)
                && !Character.isSpaceChar(point)
                && Character.getType(point) != Character.FORMAT) {
            out.append(Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD));
        }
    }
}
