package com.blossomer.gtm.content;

import java.util.regex.Pattern;

/**
 * A run of text that a browser shows as one paragraph, heading, list item or cell.
 *
 * @param level 1 to 6 for a heading, else 0
 * @param linked whether all of it is the text of a link or button
 */
record Block(String text, Role role, int level, boolean linked) {

    /** What a block is on its page. */
    enum Role {
        HEADING,
        TEXT,
        ITEM,
        QUOTE,
        LOGO
    }

    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u200b\\u200c\\ufeff]+");

    /** What nobody sees: control and format characters. Prompts leave them out, so quotes could not be found with them. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5"
            + "\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\x{E0000}-\\x{E0FFF}]");

    int words() {
        return text.split(" ", -1).length;
    }

    static String normalise(CharSequence text) {
        String spaced = SPACES.matcher(text).replaceAll(" ");
        return INVISIBLE.matcher(spaced).replaceAll("").strip();
    }
}
