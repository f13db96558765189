package com.blossomer.gtm.content;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a linked page is about, by the words of its link and of its address; most telling first. */
enum LinkKind {
    PRICING("pricing|prices|plans"),
    CUSTOMERS("customer|customers|case study|case studies|success story|success stories|clients|"
            + "customer stories|our work|portfolio"),
    ABOUT("about|about us|company|who we are|our story|mission"),
    PRODUCT("product|products|feature|features|platform|solution|solutions|service|services|"
            + "how it works|what we do|capabilities|overview|tour|use case|use cases"),
    CONTACT("contact|contact us|demo"),
    ACCOUNT("login|log in|signin|sign in|signup|sign up|register|cart|checkout"),
    LEGAL("privacy|terms|legal|cookie|cookies|gdpr|imprint|impressum|security"),
    CAREERS("career|careers|jobs"),
    SOCIAL("facebook|twitter|linkedin|instagram|youtube|tiktok|github|mastodon|community|forum"),
    RESOURCE("press|news|blog|doc|docs|documentation|support|help|status|partner|partners|event|"
            + "events|webinar|webinars|download|changelog|investor|investors|academy|api|feed|tag|"
            + "category|search");

    private static final int LONGEST_PHRASE = 3;
    private static final Map<String, LinkKind> PHRASES = new HashMap<>();

    static {
        for (LinkKind kind : values()) {
            for (String phrase : kind.phrases.split("\\|", -1)) {
                PHRASES.put(phrase, kind);
            }
        }
    }

    /** Set apart by bars. */
    private final String phrases;

    LinkKind(String phrases) {
        this.phrases = phrases;
    }

    /** Whether a page of this kind tells what the company does. */
    boolean tells() {
        return switch (this) {
            case PRICING, CUSTOMERS, ABOUT, PRODUCT -> true;
            case CONTACT, ACCOUNT, LEGAL, CAREERS, SOCIAL, RESOURCE -> false;
        };
    }

    /** The kinds that a text or a path speaks of; several where it names several. */
    static Set<LinkKind> in(String text) {
        Set<LinkKind> kinds = EnumSet.noneOf(LinkKind.class);
        String[] last = new String[LONGEST_PHRASE];
        int words = 0;
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inWord = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                last[words++ % LONGEST_PHRASE] = lower(text, start, i);
                addPhrases(last, words, kinds);
                start = -1;
            }
        }
        return kinds;
    }

    /** The phrases that end with the last word. */
    private static void addPhrases(String[] last, int words, Set<LinkKind> kinds) {
        String phrase = "";
        for (int back = 1; back <= Math.min(words, LONGEST_PHRASE); back++) {
            String word = last[(words - back) % LONGEST_PHRASE];
            phrase = back == 1 ? word : word + " " + phrase;
            LinkKind kind = PHRASES.get(phrase);
            if (kind != null) {
                kinds.add(kind);
            }
        }
    }

    private static String lower(String text, int start, int end) {
        return text.substring(start, end).toLowerCase(Locale.ROOT);
    }
}
