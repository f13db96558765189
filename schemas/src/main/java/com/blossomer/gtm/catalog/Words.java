package com.blossomer.gtm.catalog;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How words and sentences are counted and compared. */
final class Words {

    private static final Pattern SPACE = Pattern.compile("[\\s\\u00a0]+");
    private static final Pattern COUNTED = Pattern.compile("[\\p{L}\\p{N}]");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?…]+[\"'”’)\\]]*(?=\\s+[\\p{Lu}\\p{N}\"“'‘(]|\\s*$)|[。！？]|\n\\s*\n");

    /** What {@link #SENTENCE_END} begins with: it is tried nowhere else. */
    private static final String ENDS = ".!?…。！？\n";

    private static final Pattern ABBREVIATION = Pattern.compile(
            "(?:^|[^\\p{L}])(?:e\\.g|i\\.e|etc|inc|vs|approx|no|mr|mrs|ms|dr|st|co|ltd|corp|[A-Za-z])\\.$",
            Pattern.CASE_INSENSITIVE);

    /** More than any of them takes with its dot and what is before it. */
    private static final int LONGEST_ABBREVIATION = 10;

    private static final Set<String> SMALL = Set.of(
            "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "its", "of", "on", "or",
            "that", "the", "their", "they", "this", "to", "with", "your", "you", "are", "be");

    private Words() {}

    /** What stands between spaces and holds a letter or a digit: {@code {{first_name}}} and {@code 24/7} are one word each. */
    static int count(String text) {
        int count = 0;
        boolean counted = false;
        for (int i = 0; i < text.length(); ) {
            char first = text.charAt(i);
            int point = Character.isSurrogate(first) ? text.codePointAt(i) : first;
            if (isSpace(point)) {
                counted = false;
            } else if (!counted && isCounted(point)) {
                counted = true;
                count++;
            }
            i += Character.charCount(point);
        }
        return count;
    }

    /** What {@link #SPACE} is made of. */
    static boolean isSpace(int point) {
        return point == ' ' || point >= '\t' && point <= '\r' || point == 0x00a0;
    }

    /** Letters and numbers of every kind, as {@code \\p{L}} and {@code \\p{N}} are. */
    private static boolean isCounted(int point) {
        if (point < 0x80) {
            int small = point | 0x20;
            return small >= 'a' && small <= 'z' || point >= '0' && point <= '9';
        }
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.LETTER_NUMBER
                || Character.getType(point) == Character.OTHER_NUMBER;
    }

    static int sentences(String text) {
        int count = 0;
        int from = 0;
        Matcher end = SENTENCE_END.matcher(text);
        for (int i = 0; i < text.length(); i++) {
            if (ENDS.indexOf(text.charAt(i)) < 0
                    || !end.region(i, text.length()).lookingAt()) {
                continue;
            }
            i = end.end() - 1;
            String sentence = text.substring(from, end.end());
            boolean last = text.substring(end.end()).isBlank();
            if (last || !endsAbbreviated(sentence.strip())) {
                count += COUNTED.matcher(sentence).find() ? 1 : 0;
                from = end.end();
            }
        }
        return count + (COUNTED.matcher(text.substring(from)).find() ? 1 : 0);
    }

    private static boolean endsAbbreviated(String sentence) {
        int from = Math.max(0, sentence.length() - LONGEST_ABBREVIATION);
        return ABBREVIATION.matcher(sentence.substring(from)).find();
    }

    /** The words that carry meaning, folded. */
    static Set<String> significant(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        Set<String> words = new HashSet<>();
        int start = 0;
        for (int i = 0; i < folded.length(); ) {
            int point = folded.codePointAt(i);
            int next = i + Character.charCount(point);
            if (!isCounted(point)) {
                addSignificant(folded.substring(start, i), words);
                start = next;
            }
            i = next;
        }
        addSignificant(folded.substring(start), words);
        return words.isEmpty() ? Set.of(folded.strip()) : words;
    }

    private static void addSignificant(String word, Set<String> words) {
        if (!word.isEmpty() && !SMALL.contains(word)) {
            words.add(
                    word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                            ? word.substring(0, word.length() - 1)
                            : word);
        }
    }

    /** Whether two texts say the same in nearly the same words: four fifths of all their significant words are in both. */
    static boolean alike(Set<String> one, Set<String> other) {
        int shared = 0;
        for (String word : one) {
            shared += other.contains(word) ? 1 : 0;
        }
        return shared * 5 >= (one.size() + other.size() - shared) * 4;
    }

    static String shown(String text) {
        String line = SPACE.matcher(text).replaceAll(" ").strip();
        return "\"" + (line.length() <= 80 ? line : WebsiteBlock.cut(line, 80) + "…") + "\"";
    }

    static String or(List<String> values) {
        return String.join(" | ", values);
    }
}
