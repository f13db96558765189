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
        StringBuilder out = new StringBuilder(0);
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            if (isPlain(text.charAt(i))) {
                i++;
                continue;
            }
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            boolean broken = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
            if (broken || isInvisible(point) && kept.indexOf(point) < 0) {
                out.append(text, copied, i).append(broken ? "\ufffd" : "");
                copied = next;
            }
            i = next;
        }
        return copied == 0 ? text : out.append(text, copied, text.length()).toString();
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
