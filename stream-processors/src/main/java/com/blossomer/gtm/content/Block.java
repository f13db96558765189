package com.blossomer.gtm.content;

import com.blossomer.gtm.catalog.InvisibleText;

/**
 * A run of text that a browser shows as one paragraph, heading, list item or cell.
 *
 * @param level 1 to 6 for a heading, else 0
 * @param linkWords where all of it is the text of links or buttons, the words of the longest of them; else 0
 */
record Block(String text, Role role, int level, int linkWords) {

    /** What a block is on its page. */
    enum Role {
        HEADING,
        TEXT,
        ITEM,
        QUOTE,
        LOGO
    }

    int words() {
        return words(text, 0);
    }

    /** Runs of anything but white space from {@code start} on. */
    static int words(CharSequence text, int start) {
        int words = 0;
        boolean inWord = false;
        for (int i = start; i < text.length(); i++) {
            boolean space = isSpace(text.charAt(i));
            words += inWord || space ? 0 : 1;
            inWord = !space;
        }
        return words;
    }

    /** White space as single spaces, and nothing that nobody sees. */
    static String normalise(CharSequence text) {
        StringBuilder spaced = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                space = true;
                continue;
            }
            if (space && !spaced.isEmpty()) {
                spaced.append(' ');
            }
            space = false;
            spaced.append(c);
        }
        return InvisibleText.without(spaced.toString(), "").strip();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == '\u00a0' || c == '\u200b' || c == '\u200c' || c == '\ufeff';
    }
}
