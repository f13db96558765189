package com.blossomer.gtm.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is scanned by hand gives what the patterns give that say it in full. */
final class WordsTest {

    private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern THOUSANDS = Pattern.compile(",(?=\\d{3}(?!\\d))");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?…]+[\"'”’)\\]]*(?=\\s+[\\p{Lu}\\p{N}\"“'‘(]|\\s*$)|[。！？]|\n\\s*\n");
    private static final List<String> PIECES = List.of(
            "The ",
            "the ",
            "pages",
            "glass",
            "is",
            "Dr",
            "e.g",
            "A",
            "zed",
            "1",
            "12,",
            "345",
            "\u0663",
            "Ⅷ",
            "½",
            "é",
            "\ud835\udc00",
            "\ud835",
            "\udc00",
            "字",
            "。",
            "！",
            "?",
            "!",
            "…",
            ".",
            ".",
            "..",
            "\"",
            "”",
            ")",
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\u00a0",
            "\t",
            "-",
            "_",
            "@",
            ",");

    private final Random random = new Random(7);

    @Test
    void significant_words_are_those_between_all_that_is_no_letter_or_number() {
        for (int i = 0; i < 20_000; i++) {
            String text = text();
            String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
            Set<String> words = Arrays.stream(NOT_WORD.split(folded, -1))
                    .filter(word -> !word.isEmpty() && !Set.of("the", "is", "a").contains(word))
                    .map(word -> word.length() > 3 && word.endsWith("s") && !word.endsWith("ss")
                            ? word.substring(0, word.length() - 1)
                            : word)
                    .collect(Collectors.toSet());
            assertThat(Words.significant(text)).as(text).isEqualTo(words.isEmpty() ? Set.of(folded.strip()) : words);
        }
    }

    @Test
    void sentences_end_where_the_pattern_is_found() {
        Pattern abbreviation = Pattern.compile("(?:^|[^\\p{L}])(?:e\\.g|dr|[A-Za-z])\\.$", Pattern.CASE_INSENSITIVE);
        Pattern counted = Pattern.compile("[\\p{L}\\p{N}]");
        for (int i = 0; i < 20_000; i++) {
            String text = text();
            int count = 0;
            int from = 0;
            Matcher end = SENTENCE_END.matcher(text);
            while (end.find()) {
                String sentence = text.substring(from, end.end());
                if (text.substring(end.end()).isBlank()
                        || !abbreviation.matcher(sentence.strip()).find()) {
                    count += counted.matcher(sentence).find() ? 1 : 0;
                    from = end.end();
                }
            }
            count += counted.matcher(text.substring(from)).find() ? 1 : 0;
            assertThat(Words.sentences(text)).as(text).isEqualTo(count);
        }
    }

    @Test
    void commas_between_thousands_make_no_difference_to_a_number() {
        for (int i = 0; i < 20_000; i++) {
            String number = random.ints(1 + random.nextInt(14), 0, 16)
                    .mapToObj(digit -> digit < 10 ? "" + digit : digit < 14 ? "," : ".")
                    .collect(Collectors.joining());
            assertThat(RuleInput.plain(number))
                    .as(number)
                    .isEqualTo(THOUSANDS.matcher(number).replaceAll(""));
        }
    }

    private String text() {
        return random.ints(1 + random.nextInt(12), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining());
    }
}
