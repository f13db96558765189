package com.blossomer.gtm.catalog;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that quotes are looked up in. White space, quotation marks, brackets (which {@link BlockText} changes) and the
 * kinds of dashes and letters make no difference; words, digits and other punctuation do.
 */
final class QuotableText {

    private static final String DROPPED = "\"'`´“”„‟‘’‚‛«»‹›〈〉⟨⟩<>[](){}\\";
    private static final String DASHES = "-‐‑‒–—―−";

    static final Pattern SPACE = Pattern.compile("\\s+");

    /** What each character of the basic plane counts as, found out when it is first met: whole pages are written in them. */
    private static final @Nullable String[] FOLDED = new String[1 << 16];

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
        char[] kept = new char[text.length()];
        int[] positions = new int[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c < ASCII) {
                if (KEPT[c]) {
                    positions[length] = i;
                    kept[length++] = c;
                }
                i++;
                continue;
            }
            int point = text.codePointAt(i);
            String others = folded(point);
            if (length + others.length() + text.length() - i > kept.length) {
                kept = Arrays.copyOf(kept, kept.length + others.length() + text.length() - i);
                positions = Arrays.copyOf(positions, kept.length);
            }
            for (int k = 0; k < others.length(); k++) {
                positions[length] = i;
                kept[length++] = others.charAt(k);
            }
            i += Character.charCount(point);
        }
        this.folded = new String(kept, 0, length);
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
                return Optional.of(new RuleInput.Passage(onOneLine(text.substring(start, end)), url));
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

    private static String onOneLine(String passage) {
        for (int i = 0; i < passage.length(); i++) {
            char c = passage.charAt(i);
            if (c >= '\t' && c <= '\r' || c == ' ' && passage.startsWith(" ", i + 1)) {
                return SPACE.matcher(passage).replaceAll(" ");
            }
        }
        return passage;
    }

    /** What is left of a quote when all that makes no difference is gone. */
    static String fold(String quote) {
        StringBuilder out = new StringBuilder(quote.length());
        for (int i = 0; i < quote.length(); ) {
            int point = quote.codePointAt(i);
            if (point >= ASCII) {
                out.append(folded(point));
            } else if (KEPT[point]) {
                out.append((char) point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }

    /** @param point none of ASCII's */
    private static String folded(int point) {
        if (point >= FOLDED.length) {
            return unfold(point);
        }
        String known = FOLDED[point];
        if (known == null) {
            known = unfold(point);
            FOLDED[point] = known;
        }
        return known;
    }

    private static String unfold(int point) {
        if (DASHES.indexOf(point) >= 0) {
            return "-";
        }
        boolean dropped = DROPPED.indexOf(point) >= 0
                || Character.isWhitespace(point)
                || Character.isSpaceChar(point)
                || Character.getType(point) == Character.FORMAT;
        return dropped ? "" : Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKD);
    }
}
