package com.blossomer.gtm.catalog;

/**
 * What nobody sees in a text: control characters, and format characters that can carry hidden instructions. Page text is
 * stored and put into prompts without them; both go by this list, so that a quote of the prompt is found in the page.
 */
public final class InvisibleText {

    private static final String SINGLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
            + "\u202a\u202b\u202c\u202d\u202e\u3164\ufeff\uffa0";

    private InvisibleText() {}

    /** The text without invisible characters other than those {@code kept}; half a surrogate pair becomes {@code \ufffd}. */
    public static String without(String text, String kept) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length()).append(text, 0, i);
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (Character.getType(point) == Character.SURROGATE) {
                out.append('\ufffd');
            } else if (!isInvisible(point) || kept.indexOf(point) >= 0) {
                out.appendCodePoint(point);
            }
            i += Character.charCount(point);
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f;
    }

    private static boolean isInvisible(int point) {
        return Character.isISOControl(point)
                || point >= 0x2060 && point <= 0x206f
                || point >= 0xE0000 && point <= 0xE0FFF
                || point > 0x7f && point <= 0xffff && SINGLE.indexOf(point) >= 0;
    }
}
