package com.blossomer.gtm.content;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How an extracted text compares with a reviewed one, word by word: WCXB's measure. Words are lower-cased {@code \w+} in
 * Unicode's sense; the overlap counts each word as often as both texts have it, in any order.
 */
public record WordScore(double precision, double recall, int extractedWords, int reviewedWords) {

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);

    public static WordScore of(String extracted, String reviewed) {
        Map<String, Integer> left = words(reviewed);
        int all = left.values().stream().mapToInt(Integer::intValue).sum();
        int found = 0;
        int hits = 0;
        for (Map.Entry<String, Integer> word : words(extracted).entrySet()) {
            found += word.getValue();
            hits += Math.min(word.getValue(), left.getOrDefault(word.getKey(), 0));
        }
        return new WordScore(found == 0 ? 0 : (double) hits / found, all == 0 ? 0 : (double) hits / all, found, all);
    }

    /** The harmonic mean of precision and recall. */
    public double f1() {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static Map<String, Integer> words(String text) {
        Map<String, Integer> words = new HashMap<>();
        WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .forEach(word -> words.merge(word.group(), 1, Integer::sum));
        return words;
    }
}
