package com.blossomer.gtm.content;

import com.blossomer.gtm.catalog.InvisibleText;
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

    int words() {
        return text.split(" ", -1).length;
    }

    static String normalise(CharSequence text) {
        String spaced = SPACES.matcher(text).replaceAll(" ");
        return InvisibleText.without(spaced, "").strip();
    }
}
