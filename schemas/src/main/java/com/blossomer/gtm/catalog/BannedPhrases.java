package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Words that must not stand in a text: whole words in any case, in all their inflections, and with a space or any dash
 * where the phrase has a hyphen. The company's own name may contain one.
 */
final class BannedPhrases implements Rule {

    private final List<String> phrases;
    private final Pattern banned;

    private BannedPhrases(List<String> phrases, Pattern banned) {
        this.phrases = phrases;
        this.banned = banned;
    }

    static BannedPhrases of(List<String> phrases) {
        String any = phrases.stream().map(BannedPhrases::pattern).collect(Collectors.joining("|"));
        return new BannedPhrases(
                List.copyOf(phrases),
                Pattern.compile(
                        "(?<![\\p{L}\\p{N}])(?:" + any + ")(?![\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    @Override
    public void check(JsonNode value, Place place, Consumer<String> problems) {
        if (!value.isTextual()) {
            return;
        }
        String text = value.textValue();
        for (String name : place.input().companyNames()) {
            text = Pattern.compile(Pattern.quote(name), Pattern.CASE_INSENSITIVE)
                    .matcher(text)
                    .replaceAll("_");
        }
        Matcher found = banned.matcher(text);
        List<String> words = new ArrayList<>();
        while (found.find()) {
            words.add("\"" + found.group() + "\"");
        }
        if (!words.isEmpty()) {
            problems.accept("uses "
                    + words.stream().distinct().collect(Collectors.joining(", "))
                    + ", which is banned; say plainly what it does");
        }
    }

    @Override
    public String says() {
        return "Never use: " + String.join(", ", phrases) + " (in any form).";
    }

    private static String pattern(String phrase) {
        String[] words = phrase.strip().split("[\\s-]+", -1);
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            parts.add(i == words.length - 1 ? inflected(words[i]) : Pattern.quote(words[i]));
        }
        return String.join("[\\s\\-\u2010-\u2015]*", parts);
    }

    private static String inflected(String word) {
        int last = word.length() - 1;
        if (word.endsWith("e")) {
            return Pattern.quote(word.substring(0, last)) + "(?:e|es|ed|er|ers|ing)";
        }
        if (word.endsWith("y") && last > 0 && "aeiou".indexOf(word.charAt(last - 1)) < 0) {
            return Pattern.quote(word.substring(0, last)) + "(?:y|ies|ied|ying|ily)";
        }
        return Pattern.quote(word) + "(?:s|es|ed|ing)?";
    }
}
