package com.blossomer.gtm.content;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter.FilterResult;
import org.jsoup.select.NodeTraversor;

/** Says which parts of a page are not its text: menus, footers, cookie banners, forms, what is hidden. */
final class Boilerplate {

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

    /** In a class or id: left out unless much prose stands there, as some sites name a whole page after its menu. */
    private static final Set<String> NAMES = Set.of(
            "nav",
            "navbar",
            "navigation",
            "menu",
            "megamenu",
            "submenu",
            "dropdown",
            "breadcrumb",
            "breadcrumbs",
            "footer",
            "newsletter",
            "skiplink",
            "offcanvas",
            "tooltip",
            "announcement");

    /** In a class or id: left out however much stands there. */
    private static final Set<String> OVERLAYS =
            Set.of("cookie", "cookies", "consent", "gdpr", "onetrust", "popup", "modal", "lightbox");

    /** In a class or id: text that is hidden until somebody opens it belongs to the page. */
    private static final Set<String> DISCLOSED = Set.of(
            "tab",
            "tabs",
            "tabbed",
            "accordion",
            "collapse",
            "collapsible",
            "slide",
            "carousel",
            "faq",
            "answer",
            "panel");

    private static final Set<String> DISCLOSED_ROLES = Set.of("tabpanel", "region");

    private static final Set<String> UNREAD =
            Set.of("a", "button", "nav", "form", "script", "style", "noscript", "template", "svg");

    private static final int MUCH_PROSE = 1_000;

    private static final Pattern HIDING_STYLE =
            Pattern.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden", Pattern.CASE_INSENSITIVE);
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern WORD = Pattern.compile("[^a-zA-Z0-9]+|(?<=[a-z])(?=[A-Z])");

    private Boilerplate() {}

    /** Whether this element is left out with all that it holds. */
    static boolean leavesOut(Element element) {
        String tag = element.normalName();
        if (tag.equals("body") || tag.equals("html") || tag.equals("main")) {
            return false;
        }
        return NEVER_TEXT.contains(tag)
                || hidden(element)
                || ROLES.contains(element.attr("role").toLowerCase(Locale.ROOT))
                || (tag.equals("form") && !holdsPage(element))
                || (tag.equals("footer") && !quotes(element))
                || (tag.equals("header") && !introduces(element))
                || namedSo(element);
    }

    private static boolean hidden(Element element) {
        boolean hidden = element.hasAttr("hidden")
                || element.attr("aria-hidden").equalsIgnoreCase("true")
                || (element.hasAttr("style")
                        && HIDING_STYLE.matcher(element.attr("style")).find());
        return hidden && !disclosed(element);
    }

    private static boolean disclosed(Element element) {
        return DISCLOSED_ROLES.contains(element.attr("role")) || named(element, DISCLOSED);
    }

    private static boolean quotes(Element footer) {
        Element parent = footer.parent();
        return parent != null && Set.of("blockquote", "figure", "article").contains(parent.normalName());
    }

    private static boolean introduces(Element header) {
        for (Element up = header.parent(); up != null; up = up.parent()) {
            if (Set.of("main", "article", "section").contains(up.normalName())) {
                return true;
            }
        }
        return holdsPage(header);
    }

    private static boolean holdsPage(Element element) {
        return element.selectFirst("h1, main") != null;
    }

    private static boolean namedSo(Element element) {
        return (named(element, OVERLAYS) && !holdsPage(element))
                || (named(element, NAMES) && !holdsPage(element) && !holdsProse(element));
    }

    private static boolean named(Element element, Set<String> words) {
        if (!element.hasAttr("class") && !element.hasAttr("id")) {
            return false;
        }
        for (String name : SPACE.split(element.className() + " " + element.id(), -1)) {
            // Utility classes such as "group/tooltip" and "lg:menu" speak of other elements or widths.
            if (name.indexOf('/') < 0 && name.indexOf(':') < 0 && anyWord(name, words)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyWord(String name, Set<String> words) {
        for (String word : WORD.split(name, -1)) {
            if (words.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the text outside links is more than a menu ever holds. */
    private static boolean holdsProse(Element element) {
        int[] chars = {0};
        NodeTraversor.filter(
                (node, depth) -> {
                    if (node instanceof Element inner && UNREAD.contains(inner.normalName())) {
                        return FilterResult.SKIP_ENTIRELY;
                    }
                    chars[0] += node instanceof TextNode text ? text.text().length() : 0;
                    return chars[0] > MUCH_PROSE ? FilterResult.STOP : FilterResult.CONTINUE;
                },
                element);
        return chars[0] > MUCH_PROSE;
    }
}
