package com.blossomer.gtm.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The prompt's data as rules look at it: parsed when first needed, for one check, by one thread. */
final class RuleInput {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String websiteUrl;
    private final Map<String, String> blocks;
    private final Map<String, JsonNode> json = new HashMap<>();
    private final Map<String, List<QuotableText>> quotable = new HashMap<>();
    private @Nullable Set<String> numbers;
    private @Nullable List<String> lowerCase;

    RuleInput(String user, String websiteUrl) {
        this.websiteUrl = websiteUrl;
        this.blocks = PromptBlocks.parse(user);
    }

    /** Words of the input, as they stand there, and the page they stand on. */
    record Passage(String text, String url) {}

    String websiteUrl() {
        return websiteUrl;
    }

    boolean has(String block) {
        return blocks.containsKey(block);
    }

    /** The block as JSON; a missing node where it is none. */
    JsonNode json(String block) {
        return json.computeIfAbsent(block, name -> {
            String text = blocks.get(name);
            try {
                return text == null || !text.startsWith("{") ? MissingNode.getInstance() : JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return MissingNode.getInstance();
            }
        });
    }

    /** What the company is called, as far as the data says it. */
    List<String> companyNames() {
        List<String> names = new ArrayList<>();
        for (String block : blocks.keySet()) {
            String name = json(block).path("company_name").asText();
            if (name.length() > 1) {
                names.add(name);
            }
        }
        return names;
    }

    boolean hasNumber(String number) {
        for (String text : blocks.values()) {
            if (holdsNumber(text, number)) {
                return true;
            }
        }
        if (numbers == null) {
            numbers = new HashSet<>();
            for (String text : blocks.values()) {
                numbersIn(text).forEach(one -> numbers.add(plain(one)));
            }
        }
        return numbers.contains(plain(number));
    }

    /**
     * Whether an address stands in the data, as a whole and not as a part of a longer name.
     *
     * @param address without scheme and {@code www.}
     */
    boolean mentions(String address) {
        if (lowerCase == null) {
            lowerCase = new ArrayList<>();
            lowerCase.add(websiteUrl.toLowerCase(Locale.ROOT));
            blocks.values().forEach(text -> lowerCase.add(text.toLowerCase(Locale.ROOT)));
        }
        String wanted = address.toLowerCase(Locale.ROOT);
        for (String text : lowerCase) {
            for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
                if (!goesOn(text, at - 1, -1) && !goesOn(text, at + wanted.length(), 1)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a name goes on there: with a letter, a digit or a hyphen, or with one of them behind a dot. */
    private static boolean goesOn(String text, int at, int step) {
        if (at < 0 || at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        if (c != '.') {
            return c == '-' || Character.isLetterOrDigit(c);
        }
        boolean www = step < 0 && text.startsWith("www", at - 3) && !goesOn(text, at - 4, step);
        int next = at + step;
        return !www && next >= 0 && next < text.length() && Character.isLetterOrDigit(text.charAt(next));
    }

    /** Whether a number stands there as it is written, which most do: found faster than by collecting all numbers. */
    private static boolean holdsNumber(String text, String number) {
        for (int at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + 1)) {
            int end = at + number.length();
            if (!isDigit(text, at - 1)
                    && !(isSeparator(text, at - 1) && isDigit(text, at - 2))
                    && !isDigit(text, end)
                    && !(isSeparator(text, end) && isDigit(text, end + 1))) {
                return true;
            }
        }
        return false;
    }

    /** As they are written: digits, with dots or commas between them. */
    static List<String> numbersIn(String text) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text, i)) {
                continue;
            }
            int start = i;
            while (isDigit(text, i) || isSeparator(text, i) && isDigit(text, i + 1)) {
                i++;
            }
            found.add(text.substring(start, i));
        }
        return found;
    }

    private static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean isSeparator(String text, int at) {
        return at >= 0 && at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',');
    }

    /** Without the commas between thousands. */
    static String plain(String number) {
        if (number.indexOf(',') < 0) {
            return number;
        }
        StringBuilder plain = new StringBuilder(number.length());
        for (int i = 0; i < number.length(); i++) {
            if (number.charAt(i) != ',' || !isThousand(number, i + 1)) {
                plain.append(number.charAt(i));
            }
        }
        return plain.toString();
    }

    private static boolean isThousand(String text, int at) {
        return isDigit(text, at) && isDigit(text, at + 1) && isDigit(text, at + 2) && !isDigit(text, at + 3);
    }

    Optional<Passage> find(String quote, List<String> names) {
        String wanted = QuotableText.fold(quote);
        for (String name : names) {
            for (QuotableText text : quotable.computeIfAbsent(name, this::quotable)) {
                Optional<Passage> passage = text.find(wanted);
                if (passage.isPresent()) {
                    return passage;
                }
            }
        }
        return Optional.empty();
    }

    /** The page that a quote stands on; the site's address where it cannot be told. */
    String sourceOf(String quote) {
        return find(quote, List.copyOf(blocks.keySet()))
                .map(Passage::url)
                .filter(url -> !url.isEmpty())
                .orElse(websiteUrl);
    }

    /**
     * Of the website its sections and headings; of an asset the quotes in it, which are the page's own words, while the
     * rest of it is a model's. An asset without any (a caller's own) may be quoted as a whole.
     */
    private List<QuotableText> quotable(String block) {
        String text = blocks.getOrDefault(block, "");
        List<QuotableText> texts = new ArrayList<>();
        if (block.equals(PromptBlocks.WEBSITE)) {
            for (WebsiteBlock.Part part : WebsiteBlock.parse(text).sections()) {
                texts.add(new QuotableText(part.text(), part.url()));
                texts.add(new QuotableText(part.heading(), part.url()));
            }
            return texts;
        }
        for (JsonNode holder : json(block).findParents("quote")) {
            texts.add(new QuotableText(
                    holder.path("quote").asText(), holder.path("url").asText()));
        }
        if (texts.isEmpty()) {
            strings(json(block), texts);
        }
        return texts;
    }

    private void strings(JsonNode node, List<QuotableText> texts) {
        if (node.isTextual()) {
            texts.add(new QuotableText(node.textValue(), websiteUrl));
        }
        node.forEach(child -> strings(child, texts));
    }
}
