package com.blossomer.gtm.content;

import com.blossomer.gtm.content.Block.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/** Walks a page in reading order and cuts its text into blocks. Iterative, so that nesting costs no stack. */
final class BlockReader implements NodeFilter {

    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em",
            "font", "i", "img", "ins", "kbd", "label", "mark", "picture", "q", "ruby", "s", "samp", "small", "source",
            "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr");

    private static final Set<String> ITEM_ROLES =
            Set.of("listitem", "cell", "gridcell", "row", "columnheader", "rowheader");

    private final Set<Element> leftOut;
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int linkedChars;
    private int links;
    private int quotes;
    private int items;
    private int heading;
    private int linkStart;
    private int longestLink;
    private boolean boundary;

    private BlockReader(Set<Element> leftOut) {
        this.leftOut = leftOut;
    }

    static List<Block> read(Element body) {
        BlockReader reader = new BlockReader(Boilerplate.of(body));
        NodeTraversor.filter(reader, body);
        reader.flush();
        return reader.blocks;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode words) {
            append(words.getWholeText());
        } else if (node instanceof Element element) {
            if (leftOut.contains(element)) {
                append(" ");
                return FilterResult.SKIP_ENTIRELY;
            }
            enter(element, element.normalName());
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(@Nullable Node node, int depth) {
        if (node instanceof Element element) {
            leave(element, element.normalName());
        }
        return FilterResult.CONTINUE;
    }

    private void enter(Element element, String tag) {
        boundary = true;
        if (!INLINE.contains(tag)) {
            flush();
        }
        items += isItem(element, tag) ? 1 : 0;
        switch (tag) {
            case "a", "button" -> {
                links++;
                linkStart = text.length();
            }
            case "blockquote" -> quotes++;
            case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = tag.charAt(1) - '0';
            case "img" -> logo(element);
            default -> {}
        }
    }

    private void leave(Element element, String tag) {
        boundary = true;
        if (!INLINE.contains(tag)) {
            flush();
        }
        items -= isItem(element, tag) ? 1 : 0;
        switch (tag) {
            case "a", "button" -> {
                endLink();
                links--;
            }
            case "blockquote" -> quotes--;
            case "h1", "h2", "h3", "h4", "h5", "h6" -> heading = 0;
            default -> {}
        }
    }

    private void append(String words) {
        if (boundary && runsInto(words)) {
            text.append(' ');
        }
        boundary = false;
        text.append(words);
        if (links > 0) {
            linkedChars += words.strip().length();
        }
    }

    /** Two inline elements that style sheets set apart: a capital right after a small letter or the end of a sentence. */
    private boolean runsInto(String words) {
        if (text.isEmpty() || words.isEmpty() || !Character.isUpperCase(words.charAt(0))) {
            return false;
        }
        char last = text.charAt(text.length() - 1);
        return Character.isLowerCase(last) || ".!?%".indexOf(last) >= 0;
    }

    private static boolean isItem(Element element, String tag) {
        return switch (tag) {
            case "li", "dt", "dd", "td", "th" -> true;
            default -> element.hasAttr("role") && ITEM_ROLES.contains(element.attr("role"));
        };
    }

    private void endLink() {
        longestLink = Math.max(longestLink, Block.words(text, linkStart));
        linkStart = text.length();
    }

    private void logo(Element image) {
        String alt = Block.normalise(image.attr("alt"));
        if (Logos.isLogo(image, alt)) {
            flush();
            blocks.add(new Block(Logos.name(alt), Role.LOGO, 0, 0));
        }
    }

    private void flush() {
        if (links > 0) {
            endLink();
        }
        String normal = Block.normalise(text);
        int link = linkedChars * 10 >= normal.length() * 9 ? longestLink : 0;
        text.setLength(0);
        linkedChars = 0;
        linkStart = 0;
        longestLink = 0;
        if (normal.isEmpty()) {
            return;
        }
        Role role = heading > 0 ? Role.HEADING : quotes > 0 ? Role.QUOTE : items > 0 ? Role.ITEM : Role.TEXT;
        blocks.add(new Block(normal, role, heading, link));
    }
}
