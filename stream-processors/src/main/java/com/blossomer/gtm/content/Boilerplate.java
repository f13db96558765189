package com.blossomer.gtm.content;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

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
            "aside",
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
            "cookie",
            "cookies",
            "consent",
            "gdpr",
            "onetrust",
            "popup",
            "modal",
            "newsletter",
            "skiplink",
            "offcanvas",
            "lightbox");

    private static final Pattern HIDING_STYLE =
            Pattern.compile("display\\s*:\\s*none|visibility\\s*:\\s*hidden", Pattern.CASE_INSENSITIVE);
    private static final Pattern WORD = Pattern.compile("[^a-z0-9]+|(?<=[a-z])(?=[A-Z])");

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
                || (namedSo(element) && !holdsPage(element));
    }

    private static boolean hidden(Element element) {
        return element.hasAttr("hidden")
                || element.attr("aria-hidden").equalsIgnoreCase("true")
                || (element.hasAttr("style")
                        && HIDING_STYLE.matcher(element.attr("style")).find());
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
        String names = element.className() + " " + element.id();
        if (names.isBlank()) {
            return false;
        }
        for (String word : WORD.split(names, -1)) {
            if (NAMES.contains(word.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }
}
