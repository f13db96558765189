package com.blossomer.gtm.llm.offline;

import java.util.List;
import java.util.regex.Pattern;

/** Which of the page's sentences may stand in an e-mail: no worn-out words, no questions, no marks of templates. */
final class PlainWords {

    private static final Pattern WORN = Pattern.compile(
            "(?i)streamlin|leverag|synerg|platform|solution|cutting[\\s\\p{Pd}]*edge|revolution|[—―⸺⸻︱﹘]|--|[?？<>{}\\[\\]%‹›]");

    private final String company;

    PlainWords(String company) {
        this.company = company;
    }

    boolean allows(String text) {
        return !text.isBlank() && !WORN.matcher(text.replace(company, "_")).find();
    }

    /** The first that may stand, in at most so many words; the last one is our own and always may. */
    String first(List<String> texts, int maxWords) {
        return texts.stream()
                .filter(text -> allows(text) && Prose.words(text) <= maxWords)
                .findFirst()
                .orElse(texts.getLast());
    }
}
