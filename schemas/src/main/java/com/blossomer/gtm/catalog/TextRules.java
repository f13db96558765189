package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules about a text by itself. */
final class TextRules {

    private static final String EM_DASHES = "\u2014\u2015\u2e3a\u2e3b\ufe31\ufe58";
    private static final Pattern TWO_HYPHENS = Pattern.compile("(?<!-)--(?!-)");
    private static final String SENTENCE_ENDS = ".!?。！？\n";
    private static final Pattern RHETORICAL = Pattern.compile(
            "^\\W*(?:(?:hi|hey|hello)\\b[^,]*,\\s*)?(?:ever (?:wonder|feel|wish|notice|tr)|what if\\b|tired of\\b"
                    + "|sick of\\b|fed up\\b|did you know|sounds? familiar|isn['’]?t it|wouldn['’]?t (?:it|you)"
                    + "|don['’]?t you|aren['’]?t you|who (?:doesn|wouldn|hasn)['’]?t|ready to\\b|want to\\b|looking to\\b"
                    + "|struggling\\b|know what|guess what|why not\\b|imagine\\b|sound like you|what would you do"
                    + "|how (?:much|many|often) .*(?:waste|lose|losing|spend)|have you ever|do you ever)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
    private static final Pattern FILL_IN = Pattern.compile(
            "\\{[^{}\n]{0,60}}|\\[[\\p{L}][^\\]\n]{0,40}]|<[A-Za-z][^<>\n]{0,40}>|%[A-Z_]{3,}%|\\{\\{|}}");

    private TextRules() {}

    static Rule maxWords(int max) {
        return text("At most " + max + " words.", (text, problems) -> {
            int count = Words.count(text);
            if (count > max) {
                problems.accept("has " + count + " words; at most " + max + " are allowed");
            }
        });
    }

    static Rule minWords(int min) {
        return text("At least " + min + " words.", (text, problems) -> {
            int count = Words.count(text);
            if (count < min) {
                problems.accept("has " + count + " words; at least " + min + " are needed");
            }
        });
    }

    static Rule maxSentences(int max) {
        return text("At most " + max + (max == 1 ? " sentence." : " sentences."), (text, problems) -> {
            int count = Words.sentences(text);
            if (count > max) {
                problems.accept("has " + count + " sentences; at most " + max + " are allowed");
            }
        });
    }

    static Rule minSentences(int min) {
        return text("At least " + min + (min == 1 ? " sentence." : " sentences."), (text, problems) -> {
            int count = Words.sentences(text);
            if (count < min) {
                problems.accept("has " + count + " sentences; at least " + min + " are needed");
            }
        });
    }

    static Rule noEmDash(boolean ignored) {
        return text("No em-dash.", (text, problems) -> {
            if (holdsAny(EM_DASHES, text)
                    || text.contains("--") && TWO_HYPHENS.matcher(text).find()) {
                problems.accept("has an em-dash; use a comma, a colon or a full stop");
            }
        });
    }

    /** One question may stand, the last one, which asks for the next step. */
    static Rule noRhetoricalQuestion(boolean ignored) {
        return text(
                "No rhetorical question: at most one question, the one that asks for the next step.",
                (text, problems) -> {
                    List<String> questions = questions(text);
                    for (int i = 0; i < questions.size(); i++) {
                        if (i < questions.size() - 1
                                || RHETORICAL.matcher(questions.get(i)).find()) {
                            problems.accept(Words.shown(questions.get(i))
                                    + " is a rhetorical question or one question too many; say it as a statement "
                                    + "(only the last question, asking for the next step, may stay)");
                        }
                    }
                });
    }

    private static List<String> questions(String text) {
        List<String> questions = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SENTENCE_ENDS.indexOf(c) >= 0) {
                if (i > start && (c == '?' || c == '？')) {
                    questions.add(text.substring(start, i + 1).strip());
                }
                start = i + 1;
            }
        }
        return questions;
    }

    static Rule capitalisedFirstWord(boolean ignored) {
        return text("The first word is capitalised.", (text, problems) -> {
            String start = text.strip();
            if (!start.isEmpty() && Character.isLowerCase(start.codePointAt(0))) {
                problems.accept("starts with a small letter; capitalise the first word");
            }
        });
    }

    /** What {@link #PLACEHOLDER} and {@link #FILL_IN} begin with: most texts hold none of it. */
    private static final String OPENERS = "{}[<%";

    /** @param allowed names, without braces */
    static Rule placeholders(List<String> allowed) {
        String shown = allowed.stream()
                .map(name -> "{{" + name + "}}")
                .reduce((a, b) -> a + " and " + b)
                .orElse("");
        return text("The only placeholders are " + shown + ".", (text, problems) -> {
            if (!holdsAny(OPENERS, text)) {
                return;
            }
            Matcher placeholder = PLACEHOLDER.matcher(text);
            while (placeholder.find()) {
                if (!allowed.contains(placeholder.group(1))
                        || placeholder.group().contains(" ")) {
                    problems.accept(placeholder.group() + " is no placeholder; the only ones are " + shown);
                }
            }
            String rest = placeholder.reset().replaceAll("");
            if (!holdsAny(OPENERS, rest)) {
                return;
            }
            Matcher fillIn = FILL_IN.matcher(rest);
            while (fillIn.find()) {
                problems.accept(fillIn.group() + " is left to be filled in; the only placeholders are " + shown);
            }
        });
    }

    static Rule text(String says, BiConsumer<String, Consumer<String>> check) {
        return new Rule() {
            @Override
            public void check(JsonNode value, Place place, Consumer<String> problems) {
                if (value.isTextual()) {
                    check.accept(value.textValue(), problems);
                }
            }

            @Override
            public String says() {
                return says;
            }
        };
    }

    /** Looks for one after the other, which the machine does many characters at a time. */
    static boolean holdsAny(String characters, String text) {
        for (int i = 0; i < characters.length(); i++) {
            if (text.indexOf(characters.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    static String folded(String text) {
        return Words.significant(text).isEmpty()
                ? ""
                : QuotableText.SPACE.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }
}
