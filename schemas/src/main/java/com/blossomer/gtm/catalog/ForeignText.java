package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What no answer may carry, whatever its asset: addresses that the data does not have, and orders to a model. A page that
 * talks a model into obeying it wants one of the two in the answer. Quotes that were found in the data are not looked at:
 * they are shown as what they are.
 */
final class ForeignText {

    /** With a scheme, with {@code www.}, or a bare name under one of the endings that such names mostly have. */
    private static final Pattern ADDRESS = Pattern.compile(
            "\\b(?:https?|ftp|file)://[^\\s\"'<>\\[\\]{}]+|\\bwww\\.[\\p{L}0-9-]+(?:\\.[\\p{L}0-9-]+)+[^\\s\"'<>\\[\\]{}]*"
                    + "|(?<![\\p{L}0-9@._/-])[a-z0-9][a-z0-9-]*(?:\\.[a-z0-9][a-z0-9-]*)*"
                    + "\\.(?:com|net|org|io|ai|dev|app|xyz|info|biz|ru|cn|top|site|online|shop|store|link|click|live|club|vip"
                    + "|icu|tech|cloud|gg|ly|cc|example|test)\\b(?![.-]?[\\p{L}0-9])(?:/[^\\s\"'<>\\[\\]{}]*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern MAIL =
            Pattern.compile("[\\p{L}0-9._%+-]+@[\\p{L}0-9-]+(?:\\.[\\p{L}0-9-]+)+", Pattern.CASE_INSENSITIVE);

    private static final Pattern ENDING = Pattern.compile("[/.,;:!?)'’”*_]+$");
    private static final Pattern START =
            Pattern.compile("^(?:(?:https?|ftp|file)://)?(?:www\\.)?", Pattern.CASE_INSENSITIVE);

    /**
     * An order, looked for only in texts that hold one of its anchors, in small letters: hardly any does.
     *
     * @param anchors one of them stands in whatever the pattern finds; the rarer, the better
     */
    private record Order(List<String> anchors, Pattern pattern) {

        boolean mayStandIn(String lower) {
            for (String anchor : anchors) {
                if (lower.contains(anchor)) {
                    return true;
                }
            }
            return false;
        }

        static Order of(String regex, String... anchors) {
            return new Order(List.of(anchors), Pattern.compile(regex, Pattern.CASE_INSENSITIVE));
        }
    }

    private static final List<Order> ORDERS = List.of(
            Order.of(
                    "\\b(?:ignore|disregard|forget|override|bypass)\\b[^.!?\\n]{0,40}\\b(?:previous|prior|preceding|above|earlier"
                            + "|all|your|these|those|other|any)\\b[^.!?\\n]{0,30}"
                            + "\\b(?:instructions?|prompts?|rules|guidelines|directions|orders)\\b",
                    "ignore",
                    "disregard",
                    "forget",
                    "override",
                    "bypass"),
            Order.of(
                    "\\b(?:reveal|print|repeat|output|show|send)\\b[^.!?\\n]{0,30}\\bsystem prompt\\b",
                    "system prompt"),
            Order.of(
                    "\\bas an? (?:ai|large) (?:language )?model\\b",
                    "as a ai ",
                    "as an ai ",
                    "as a large ",
                    "as an large "),
            Order.of(
                    "\\byou are (?:now |no longer )(?:an? )?"
                            + "(?:ai|assistant|chatgpt|claude|gemini|dan|developer mode)\\b",
                    "you are "),
            Order.of(
                    "\\bnew (?:system )?instructions? (?:for|to) (?:the )?(?:ai|assistant|model|llm)\\b",
                    "new instruction",
                    "new system instruction"),
            Order.of("!?\\[[^\\]\\n]*]\\([^)\\n]*\\)", "]("),
            Order.of("\\b(?:javascript|vbscript):|\\bdata:text/", "script:", "data:text/"),
            Order.of(
                    "<\\s*/?\\s*(?:script|iframe|img|a|form|object|embed|website|user_context|system|assistant|user)\\b",
                    "<"));

    /** Those whose anchors stand somewhere in the answer: mostly none. */
    private final List<Order> orders;

    private ForeignText(List<Order> orders) {
        this.orders = orders;
    }

    /** To look through the texts of one answer with. */
    static ForeignText in(JsonNode answer) {
        StringBuilder texts = new StringBuilder();
        addTexts(answer, texts);
        String lower = texts.toString().toLowerCase(Locale.ROOT);
        return new ForeignText(
                ORDERS.stream().filter(order -> order.mayStandIn(lower)).toList());
    }

    private static void addTexts(JsonNode node, StringBuilder texts) {
        if (node.isTextual()) {
            texts.append(node.textValue()).append('\n');
        }
        node.forEach(child -> addTexts(child, texts));
    }

    /** @param text one of the answer's */
    void check(String text, RuleInput input, Consumer<String> problems) {
        for (int at = candidate(text, 0); at >= 0; ) {
            int start = at;
            while (start > 0 && !isSpace(text.charAt(start - 1))) {
                start--;
            }
            int end = endOfWord(text, at);
            String word = text.substring(start, end);
            if (!input.mentions(word)) {
                checkAddresses(word, input, problems);
            }
            at = candidate(text, end);
        }
        if (orders.isEmpty()) {
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (Order order : orders) {
            if (!order.mayStandIn(lower)) {
                continue;
            }
            Matcher found = order.pattern().matcher(text);
            if (found.find()) {
                problems.accept("carries " + Words.shown(found.group())
                        + ", which is an order to a model or a program; write about the company instead");
                return;
            }
        }
    }

    /** Where the next white space is: no address has any in it. */
    private static int endOfWord(String text, int from) {
        int end = from;
        while (end < text.length() && !isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** As the patterns have it, which run on across a no-break space. */
    private static boolean isSpace(char c) {
        return c != '\u00a0' && Words.isSpace(c);
    }

    /**
     * Where the next word that may be an address has its dot with something on both sides, its at sign or its two slashes;
     * -1 where none has: most texts.
     */
    private static int candidate(String text, int from) {
        int dot = text.indexOf('.', from);
        while (dot >= 0 && !standsWithin(text, dot)) {
            dot = text.indexOf('.', dot + 1);
        }
        return first(first(dot, text.indexOf('@', from)), text.indexOf("//", from));
    }

    private static boolean standsWithin(String text, int dot) {
        return dot > 0 && dot < text.length() - 1 && !isSpace(text.charAt(dot - 1)) && !isSpace(text.charAt(dot + 1));
    }

    /** The smaller of two places; -1 is none. */
    private static int first(int one, int other) {
        return one < 0 || other >= 0 && other < one ? other : one;
    }

    private static void checkAddresses(String word, RuleInput input, Consumer<String> problems) {
        Matcher address = ADDRESS.matcher(word.indexOf('@') < 0 ? word : withoutMail(word, input, problems));
        while (address.find()) {
            String bare = START.matcher(ENDING.matcher(address.group()).replaceAll(""))
                    .replaceFirst("");
            if (!bare.isEmpty() && !input.mentions(bare)) {
                problems.accept("names the address " + Words.shown(address.group())
                        + ", which stands nowhere in the data; leave it out");
            }
        }
    }

    private static String withoutMail(String word, RuleInput input, Consumer<String> problems) {
        Matcher mail = MAIL.matcher(word);
        while (mail.find()) {
            if (!input.mentions(ENDING.matcher(mail.group()).replaceAll(""))) {
                problems.accept(
                        "names " + Words.shown(mail.group()) + ", which stands nowhere in the data; leave it out");
            }
        }
        return mail.reset().replaceAll(" ");
    }
}
