package com.blossomer.gtm.llm.offline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the user says of their customers.
 *
 * @param account whom they sell to, as a phrase; empty where the text is of no use
 * @param persona the role they name; empty where they name none
 */
record UserContext(boolean given, String account, String persona) {

    private static final Pattern BUSINESS = Pattern.compile(
            "(?i)\\b(?:sell|sells|selling|target\\w*|customers?|buyers?|market|segment|industry|industries|compan(?:y|ies)"
                    + "|business(?:es)?|firms?|teams?|startups?|enterprises?|agenc(?:y|ies)|manufactur\\w+|retail\\w*"
                    + "|clinics?|hospitals?|banks?|schools?|universit\\w+|restaurants?|hotels?|warehouses?|shops?|stores?|brands?"
                    + "|saas|b2b|b2c|smbs?|managers?|directors?|heads?|founders?|owners?|engineers?|developers?|marketers?"
                    + "|dentists?|doctors?|lawyers?|practices?|providers?|operators?|carriers?|insurers?|utilities|logistics|3pls?"
                    + "|software|finance|fintech|healthcare|construction|nonprofits?|government|employees|vp|cto|ceo|cfo|coo)\\b");
    private static final Pattern LEAD = Pattern.compile(
            "(?i)^(?:(?:we|i|our|the|my|ideal|main|primary|best|target)\\s+)*(?:(?:want|would like|plan|try|mainly|mostly|only|love|prefer)"
                    + "\\s+(?:to\\s+)?)*(?:(?:sell|selling|target|targeting|focus|market|work|serve|customers?|icp|accounts?|audience"
                    + "|buyers?|profile)\\s*)?(?:(?:to|at|on|with|are|is|for|:)\\s*)*");
    private static final Pattern PERSONA = Pattern.compile(
            "(?i)\\b((?:(?:VP|Head|Director|Chief|Vice President)s? of (?:[\\p{L}]+ ?){1,3})|(?:[\\p{L}-]+ ){1,2}(?:managers?|directors?|engineers?|leads?|officers?|owners?))\\b");

    static UserContext of(String text) {
        if (text.isBlank()) {
            return new UserContext(false, "", "");
        }
        Map<String, String> named = new LinkedHashMap<>();
        flatten("", read(text), named);
        String account = "";
        String persona = "";
        for (Map.Entry<String, String> entry : named.entrySet()) {
            if (entry.getKey().matches("(?i).*(?:persona|role|title|contact).*") && persona.isEmpty()) {
                persona = entry.getValue();
            } else if (account.isEmpty() && sensible(entry.getValue())) {
                account = entry.getValue();
            }
        }
        if (account.isEmpty()) {
            return new UserContext(true, "", sensible(persona) ? first(persona, 7) : "");
        }
        Matcher role = PERSONA.matcher(account);
        String found = role.find() ? role.group(1).strip() : "";
        return new UserContext(true, phrase(account), first(sensible(persona) ? persona : found, 7));
    }

    boolean used() {
        return !account.isEmpty();
    }

    /** Words of trade in it, and mostly words that can be spoken. */
    private static boolean sensible(String text) {
        String[] words = text.strip().split("\\s+", -1);
        long odd = java.util.Arrays.stream(words)
                .filter(word -> word.matches("(?i)[b-df-hj-np-tv-xz]{5,}") || word.length() > 30)
                .count();
        return words.length >= 2 && BUSINESS.matcher(text).find() && odd * 4 < words.length;
    }

    private static String phrase(String text) {
        String sentence = Prose.sentences(text).getFirst();
        String rest = LEAD.matcher(sentence).replaceFirst("");
        String clause = rest.split("[,;:.!?\\n(]|\\s[-–—]\\s", -1)[0].strip();
        return first(Prose.words(clause) >= 2 ? clause : rest, 9);
    }

    private static String first(String text, int words) {
        return text.isEmpty() ? "" : Prose.firstWords(text.replaceAll("[<>\\[\\]{}‹›\"]", ""), words);
    }

    private static JsonNode read(String text) {
        try {
            JsonNode node = text.startsWith("{") ? DraftInput.JSON.readTree(text) : null;
            return node == null ? DraftInput.JSON.getNodeFactory().textNode(text) : node;
        } catch (JsonProcessingException e) {
            return DraftInput.JSON.getNodeFactory().textNode(text);
        }
    }

    private static void flatten(String name, JsonNode node, Map<String, String> texts) {
        if (node.isTextual() && !node.asText().isBlank()) {
            texts.put(name, node.asText());
        }
        node.properties().forEach(member -> flatten(member.getKey(), member.getValue(), texts));
        if (node.isArray()) {
            node.forEach(element -> flatten(name + texts.size(), element, texts));
        }
    }
}
