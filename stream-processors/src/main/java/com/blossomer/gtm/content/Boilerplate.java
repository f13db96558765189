package com.blossomer.gtm.content;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a page that are not its text: menus, footers, cookie banners, forms, links to other articles, what is
 * hidden. One walk over the page, from the leaves up, as what an element is depends on what it holds: names alone mislead.
 * Iterative, so that nesting costs no stack.
 */
final class Boilerplate implements NodeFilter {

    private static final Set<String> NEVER_TEXT = Set.of(
            "script",
            "style",
            "noscript",
            "template",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "canvas",
            "video",
            "audio",
            "pre",
            "map",
            "head",
            "select",
            "option",
            "datalist",
            "textarea",
            "input",
            "nav",
            "menu",
            "dialog",
            "progress",
            "meter");

    private static final Set<String> ROLES = Set.of(
            "navigation",
            "menu",
            "menubar",
            "search",
            "dialog",
            "alertdialog",
            "contentinfo",
            "complementary",
            "tooltip",
            "toolbar",
            "tablist",
            "banner");

    private static final Set<String> DISCLOSED_ROLES = Set.of("tabpanel", "region");

    private static final Set<String> PARTS = Set.of("main", "article", "section");

    private static final Set<String> QUOTING = Set.of("blockquote", "figure", "article");

    /** More text outside links than a menu ever holds. Characters without spaces, as all counts here. */
    private static final int MUCH_PROSE = 850;

    private static final int A_SENTENCE = 60;

    private final ClassWords words = new ClassWords();
    private final Set<Element> left = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> controlled = new HashSet<>();

    /** What the open elements hold so far, by depth: characters outside and inside links, a main part or title. */
    private int[] prose = new int[64];

    private int[] linked = new int[64];
    private boolean[] page = new boolean[64];
    private int links;
    private int parts;

    private Boilerplate() {}

    /** The elements of the page that are left out, with all that they hold. */
    static Set<Element> of(Element body) {
        Boilerplate boilerplate = new Boilerplate();
        NodeTraversor.filter(boilerplate, body);
        return boilerplate.left;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            int chars = visible(text.getWholeText());
            if (links > 0) {
                linked[depth - 1] += chars;
            } else {
                prose[depth - 1] += chars;
            }
        } else if (node instanceof Element element) {
            String tag = element.normalName();
            if (NEVER_TEXT.contains(tag)) {
                left.add(element);
                return FilterResult.SKIP_ENTIRELY;
            }
            open(tag, depth);
            if (element.hasAttr("aria-controls")) {
                controlled.add(element.attr("aria-controls"));
            }
        }
        return FilterResult.CONTINUE;
    }

    private void open(String tag, int depth) {
        if (depth >= prose.length) {
            prose = Arrays.copyOf(prose, depth * 2);
            linked = Arrays.copyOf(linked, depth * 2);
            page = Arrays.copyOf(page, depth * 2);
        }
        prose[depth] = 0;
        linked[depth] = 0;
        page[depth] = tag.equals("h1") || tag.equals("main");
        links += isLink(tag) ? 1 : 0;
        parts += PARTS.contains(tag) ? 1 : 0;
    }

    @Override
    public FilterResult tail(@Nullable Node node, int depth) {
        if (node instanceof Element element) {
            String tag = element.normalName();
            links -= isLink(tag) ? 1 : 0;
            parts -= PARTS.contains(tag) ? 1 : 0;
            if (leavesOut(element, tag, depth)) {
                left.add(element);
            } else if (depth > 0) {
                prose[depth - 1] += prose[depth];
                linked[depth - 1] += linked[depth];
                page[depth - 1] |= page[depth];
            }
        }
        return FilterResult.CONTINUE;
    }

    private static boolean isLink(String tag) {
        return tag.equals("a") || tag.equals("button");
    }

    private static int visible(String text) {
        int chars = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > ' ') {
                chars++;
            }
        }
        return chars;
    }

    private boolean leavesOut(Element element, String tag, int depth) {
        switch (tag) {
            case "body", "html", "main" -> {
                return false;
            }
            case "form" -> {
                return !page[depth];
            }
            case "header" -> {
                if (parts == 0 && !page[depth]) {
                    return true;
                }
            }
            case "footer" -> {
                if (!quotes(element) && !closesCard(depth)) {
                    return true;
                }
            }
            default -> {}
        }
        return element.attributesSize() > 0 && leavesOut(element, depth);
    }

    private boolean leavesOut(Element element, int depth) {
        String role = "";
        String id = "";
        int bits = 0;
        boolean hidden = false;
        for (Attribute attribute : element.attributes()) {
            switch (attribute.getKey()) {
                case "class" -> bits |= words.of(attribute.getValue());
                case "id" -> id = attribute.getValue();
                case "role" -> role = attribute.getValue().toLowerCase(Locale.ROOT);
                case "hidden" -> hidden = true;
                case "aria-hidden" -> hidden |= attribute.getValue().equalsIgnoreCase("true");
                case "style" -> hidden |= hides(attribute.getValue());
                default -> {}
            }
        }
        bits |= words.of(id);
        hidden |= (bits & ClassWords.HIDDEN) != 0 && !mostlyProse(depth);
        return ROLES.contains(role)
                || (bits & ClassWords.UNSEEN) != 0
                || hidden && !disclosed(element, id, role, bits, depth)
                || !page[depth] && namedSo(bits, role, depth);
    }

    /** Tabs, slides, the answers of a FAQ: hidden until somebody asks for them. */
    private boolean disclosed(Element element, String id, String role, int bits, int depth) {
        if (DISCLOSED_ROLES.contains(role) || (bits & ClassWords.DISCLOSED) != 0) {
            return true;
        }
        Element parent = element.parent();
        boolean opened = !id.isEmpty() && controlled.contains(id)
                || parent != null && parent.normalName().equals("details");
        return opened && mostlyProse(depth);
    }

    private boolean namedSo(int bits, String role, int depth) {
        if ((bits & (ClassWords.OVERLAY | ClassWords.FIGURE)) != 0) {
            return true;
        }
        if ((bits & ClassWords.RELATED) != 0 && linked[depth] > 2 * prose[depth]) {
            return true;
        }
        if ((bits & (ClassWords.BESIDE | ClassWords.LEGAL)) == 0 || prose[depth] > MUCH_PROSE) {
            return false;
        }
        boolean card = (bits & ClassWords.FOOTER) != 0 && closesCard(depth);
        boolean opened = DISCLOSED_ROLES.contains(role) && mostlyProse(depth);
        return !card && !opened;
    }

    private static boolean quotes(Element footer) {
        Element parent = footer.parent();
        return parent != null && QUOTING.contains(parent.normalName());
    }

    /** A footer inside a part of the page that says something belongs to that part. */
    private boolean closesCard(int depth) {
        return parts > 0 && mostlyProse(depth);
    }

    private boolean mostlyProse(int depth) {
        return prose[depth] >= A_SENTENCE && prose[depth] > linked[depth];
    }

    /** Whether a style says {@code display: none} or {@code visibility: hidden}. */
    static boolean hides(String style) {
        return says(style, "display", "none") || says(style, "visibility", "hidden");
    }

    private static boolean says(String style, String property, String value) {
        int at = indexOf(style, property, 0);
        while (at >= 0) {
            int next = skipSpace(style, at + property.length());
            if (next < style.length() && style.charAt(next) == ':') {
                next = skipSpace(style, next + 1);
                if (style.regionMatches(true, next, value, 0, value.length())) {
                    return true;
                }
            }
            at = indexOf(style, property, at + 1);
        }
        return false;
    }

    private static int indexOf(String text, String word, int from) {
        for (int i = from; i <= text.length() - word.length(); i++) {
            if (text.regionMatches(true, i, word, 0, word.length())) {
                return i;
            }
        }
        return -1;
    }

    private static int skipSpace(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) <= ' ') {
            i++;
        }
        return i;
    }
}
