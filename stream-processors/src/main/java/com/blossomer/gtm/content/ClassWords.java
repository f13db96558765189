package com.blossomer.gtm.content;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the words in an element's class and id say about it, as bits. Words are set apart by anything but letters and digits
 * and by capitals ({@code site-nav}, {@code siteNav}). Pages repeat their class names, so each is read once; one instance
 * belongs to one page and one thread.
 */
final class ClassWords {

    /** A menu, footer or bar beside the text. */
    static final int BESIDE = 1;

    /** Laid over the page. */
    static final int OVERLAY = 1 << 1;

    /** Hidden until somebody opens it, and text of the page all the same. */
    static final int DISCLOSED = 1 << 2;

    /** A picture of a product, drawn in HTML. */
    static final int FIGURE = 1 << 3;

    /** Legal small print. */
    static final int LEGAL = 1 << 4;

    /** Leads to other articles. */
    static final int RELATED = 1 << 5;

    /** The page's end, or the end of a card. */
    static final int FOOTER = 1 << 6;

    /** For screen readers alone. */
    static final int UNSEEN = 1 << 7;

    /** Not shown, or not yet. */
    static final int HIDDEN = 1 << 8;

    /** Names whose whole class means something. */
    private static final Map<String, Integer> TOKENS = new HashMap<>();

    private static final Map<String, Integer> WORDS = new HashMap<>();

    static {
        for (String token :
                List.of("sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only")) {
            TOKENS.put(token, UNSEEN);
        }
        for (String token : List.of("hidden", "d-none", "is-hidden", "js-hidden")) {
            TOKENS.put(token, HIDDEN);
        }
        put(
                BESIDE,
                "nav navbar navigation menu megamenu submenu dropdown breadcrumb breadcrumbs newsletter skiplink offcanvas"
                        + " tooltip announcement");
        put(BESIDE | FOOTER, "footer");
        put(OVERLAY, "cookie cookies consent gdpr onetrust popup modal lightbox");
        put(DISCLOSED, "tab tabs tabbed accordion collapse collapsible slide carousel faq answer panel");
        put(FIGURE, "illustration mockup graphic");
        put(LEGAL, "legal disclaimer disclaimers footnote footnotes");
        put(RELATED, "related recommended recommendation recommendations");
    }

    private final Map<String, Integer> known = new HashMap<>();

    private static void put(int bits, String words) {
        for (String word : words.split(" ", -1)) {
            WORDS.merge(word, bits, (a, b) -> a | b);
        }
    }

    int of(String names) {
        if (names.isEmpty()) {
            return 0;
        }
        Integer bits = known.get(names);
        if (bits == null) {
            bits = read(names);
            known.put(names, bits);
        }
        return bits;
    }

    private static int read(String names) {
        int bits = 0;
        boolean shownAtSomeWidth = false;
        int start = 0;
        for (int i = 0; i <= names.length(); i++) {
            if (i == names.length() || names.charAt(i) <= ' ') {
                String name = names.substring(start, i);
                shownAtSomeWidth |= showsAtSomeWidth(name);
                bits |= ofName(name);
                start = i + 1;
            }
        }
        return shownAtSomeWidth ? bits & ~(UNSEEN | HIDDEN) : bits;
    }

    /** Utility classes such as {@code lg:block} or {@code d-md-flex} bring back what others hide. */
    private static boolean showsAtSomeWidth(String name) {
        return name.startsWith("d-") && !name.equals("d-none")
                || name.indexOf(':') > 0
                        && (name.endsWith(":block")
                                || name.endsWith("flex")
                                || name.endsWith("grid")
                                || name.endsWith("inline")
                                || name.endsWith("inline-block")
                                || name.endsWith(":table")
                                || name.endsWith("contents")
                                || name.contains("not-sr-only"));
    }

    private static int ofName(String name) {
        // Utility classes such as "group/tooltip" and "lg:menu" speak of other elements or widths.
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
            return 0;
        }
        int bits = TOKENS.getOrDefault(name, 0);
        int start = 0;
        for (int i = 1; i <= name.length(); i++) {
            if (i == name.length() || splits(name.charAt(i - 1), name.charAt(i))) {
                if (i > start) {
                    bits |= WORDS.getOrDefault(word(name, start, i), 0);
                }
                start = i;
            }
        }
        return bits;
    }

    private static boolean splits(char left, char right) {
        return !letterOrDigit(right)
                || !letterOrDigit(left)
                || left >= 'a' && left <= 'z' && right >= 'A' && right <= 'Z';
    }

    private static boolean letterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String word(String name, int start, int end) {
        return name.substring(start, end).toLowerCase(Locale.ROOT);
    }
}
