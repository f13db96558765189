package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final String initials;
    private final Pattern banned;

    private BannedPhrases(List<String> phrases, String initials, Pattern banned) {
        this.phrases = phrases;
        this.initials = initials;
        this.banned = banned;
    }

    static BannedPhrases of(List<String> phrases) {
        String any = phrases.stream().map(BannedPhrases::pattern).collect(Collectors.joining("|"));
        return new BannedPhrases(
                List.copyOf(phrases),
                phrases.stream()
                        .map(phrase -> phrase.strip().substring(0, 1).toLowerCase(Locale.ROOT))
                        .distinct()
                        .collect(Collectors.joining()),
                Pattern.compile(
                        "(?<![\\p{L}\\p{N}])(?:" + any + ")(?![\\p{L}\\p{N}])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    @Override
    public void check(JsonNode value, Place place, Consumer<String> problems) {
        if (!value.isTextual()) {
            return;
        }
        List<String> words = found(value.textValue());
        if (!words.isEmpty()) {
            words = found(without(place.input().companyNames(), value.textValue()));
        }
        if (!words.isEmpty()) {
            problems.accept("uses "
                    + words.stream().distinct().collect(Collectors.joining(", "))
                    + ", which is banned; say plainly what it does");
        }
    }

    /** Looked for only where a word begins with a letter that a phrase begins with: most words do not. */
    private List<String> found(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = banned.matcher(text).useAnchoringBounds(false).useTransparentBounds(true);
        for (int i = 0; i < text.length(); i++) {
            boolean begins = i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1));
            if (begins && initials.indexOf(Character.toLowerCase(text.charAt(i))) >= 0) {
                if (matcher.region(i, text.length()).lookingAt()) {
                    words.add("\"" + matcher.group() + "\"");
                    i = matcher.end() - 1;
                }
            }
        }
        return words;
    }

    private static String without(List<String> names, String text) {
        String rest = text;
        for (String name : names) {
            rest = Pattern.compile(Pattern.quote(name), Pattern.CASE_INSENSITIVE)
                    .matcher(rest)
                    .replaceAll("_");
        }
        return rest;
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
