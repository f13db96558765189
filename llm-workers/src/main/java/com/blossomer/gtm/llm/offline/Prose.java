package com.blossomer.gtm.llm.offline;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading and shaping running text. Words and sentences are counted as the assets' rules count them. */
final class Prose {

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0]+");
    private static final Pattern COUNTED = Pattern.compile("[\\p{L}\\p{N}]");
    private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?…]+[\"'”’)\\]]*(?=\\s+[\\p{Lu}\\p{N}\"“'‘(]|\\s*$)|[。！？]");
    private static final Pattern ABBREVIATION = Pattern.compile(
            "(?:^|[^\\p{L}])(?:e\\.g|i\\.e|etc|inc|vs|approx|no|mr|mrs|ms|dr|st|co|ltd|corp|[A-Za-z])\\.$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern CLAUSE =
            Pattern.compile("[,;:(，、；：]|\\s[-–—]\\s|—| (?:that|which|so|because|while|when) ");
    private static final Set<String> SMALL = Set.of(
            "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
            "that", "the", "their", "they", "this", "to", "with", "your", "you", "are", "be");
    private static final Set<String> NO_END = Set.of(
            "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "its", "of", "on", "or", "that",
            "the", "their", "this", "to", "with", "your", "our", "are", "be", "can", "will", "every", "any", "all",
            "more", "most", "it", "you", "we", "&", "+", "without", "across", "has", "have", "not", "no", "how", "if",
            "through", "using", "own", "before", "after", "over", "than", "between", "them", "these", "those", "my");

    private Prose() {}

    static int words(String text) {
        int count = 0;
        for (String word : SPACE.split(text, -1)) {
            if (COUNTED.matcher(word).find()) {
                count++;
            }
        }
        return count;
    }

    static List<String> sentences(String text) {
        List<String> sentences = new ArrayList<>();
        int from = 0;
        Matcher end = SENTENCE_END.matcher(text);
        while (end.find()) {
            String sentence = text.substring(from, end.end()).strip();
            boolean last = text.substring(end.end()).isBlank();
            if (last || !ABBREVIATION.matcher(sentence).find()) {
                if (COUNTED.matcher(sentence).find()) {
                    sentences.add(sentence);
                }
                from = end.end();
            }
        }
        String rest = text.substring(from).strip();
        if (COUNTED.matcher(rest).find()) {
            sentences.add(rest);
        }
        return sentences;
    }

    /** The words that carry meaning, folded as the rule against near-duplicates folds them. */
    static Set<String> significant(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Set<String> words = new HashSet<>();
        for (String word : NOT_WORD.split(folded, -1)) {
            if (!word.isEmpty() && !SMALL.contains(word)) {
                boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
                words.add(plural ? word.substring(0, word.length() - 1) : word);
            }
        }
        return words.isEmpty() ? Set.of(folded.strip()) : words;
    }

    /** Stricter than the rule: two thirds in common are too alike for a reader. */
    static boolean alike(String one, String other) {
        Set<String> first = significant(one);
        Set<String> second = significant(other);
        long shared = first.stream().filter(second::contains).count();
        return shared * 3 >= (first.size() + second.size() - shared) * 2;
    }

    /** The texts in order, without those that say nearly what an earlier one says; at most {@code max}. */
    static List<String> distinct(List<String> texts, int max) {
        List<String> kept = new ArrayList<>();
        for (String text : texts) {
            if (kept.size() < max && !text.isBlank() && kept.stream().noneMatch(other -> alike(other, text))) {
                kept.add(text);
            }
        }
        return kept;
    }

    /** The text if it is short enough, else its first words with an ellipsis. */
    static String cut(String text, int maxWords) {
        if (words(text) <= maxWords) {
            return text;
        }
        return firstWords(text, maxWords) + "…";
    }

    /** The first words, not ending on one that leaves the reader hanging. */
    static String firstWords(String text, int maxWords) {
        List<String> kept = new ArrayList<>();
        for (String word : SPACE.split(text.strip(), -1)) {
            if (kept.size() == maxWords) {
                break;
            }
            kept.add(word);
        }
        while (kept.size() > 1 && NO_END.contains(kept.getLast().toLowerCase(Locale.ROOT))) {
            kept.removeLast();
        }
        return String.join(" ", kept).replaceAll("[\\p{Punct}\\s&&[^)%+]]+$", "");
    }

    /** What a sentence is about: its first clause, short enough for a name. */
    static String nameOf(String sentence, int maxWords) {
        String clean = sentence.replaceAll("^[\\p{P}\\s]+", "").replaceAll("[\"“”«»‹›<>{}\\[\\]]", "");
        Matcher clause = CLAUSE.matcher(clean);
        String first = clause.find() && clause.start() > 3 ? clean.substring(0, clause.start()) : clean;
        return firstWords(words(first) >= 2 ? first : clean, maxWords);
    }

    /** Ends with a full stop unless it ends a sentence already. */
    static String closed(String text) {
        String stripped = text.strip().replaceAll("[,;:\\s–—-]+$", "");
        return stripped.matches("(?s).*[.!?…。！？][\"'”’)\\]]*") ? stripped : stripped + ".";
    }

    static String lowerFirst(String text) {
        if (text.startsWith("A ")) {
            return "a" + text.substring(1);
        }
        if (text.length() < 2 || Character.isUpperCase(text.charAt(1)) || !Character.isLetter(text.charAt(1))) {
            return text;
        }
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    static String upperFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** {@code a, b and c}. */
    static String list(List<String> texts) {
        return texts.size() < 2
                ? String.join("", texts)
                : String.join(", ", texts.subList(0, texts.size() - 1)) + " and " + texts.getLast();
    }
}
