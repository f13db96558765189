package com.blossomer.gtm.catalog;

import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a site, as it stands in a prompt: pages with their URL, in them sections with kind and heading, so that
 * a quote can be traced to its page.
 *
 * @param url the campaign's
 * @param title empty where the site has none; so are description and language
 */
public record WebsiteBlock(
        String url, String title, String description, String language, List<WebsiteBlock.Part> sections) {

    /**
     * Characters of text that go into a prompt: some 6,000 tokens, which holds the pages that tell most. Sections are
     * taken in the order given; one that does not fit any more is left out whole.
     */
    static final int MAX_TEXT = 24_000;

    /** A longer section is cut at the end of a sentence or a word: no single page crowds out the others. */
    static final int MAX_SECTION = 8_000;

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?。！？](?=\\s)|\n");

    /** One section; heading is empty where it has none. */
    public record Part(String heading, String kind, String url, String text) {}

    public WebsiteBlock {
        sections = List.copyOf(sections);
    }

    static String write(String websiteUrl, SiteContent content, Set<String> markers) {
        StringBuilder out = new StringBuilder("<website");
        attribute(out, "url", websiteUrl, markers);
        attribute(out, "title", content.getTitle(), markers);
        attribute(out, "description", content.getDescription(), markers);
        attribute(out, "language", content.getLanguage(), markers);
        out.append(">\n");
        @Nullable String page = null;
        int left = MAX_TEXT;
        for (Section section : content.getSections()) {
            String text = cut(BlockText.neutral(section.getText().strip(), markers), MAX_SECTION);
            if (text.isEmpty() || text.length() > left) {
                continue;
            }
            left -= text.length();
            if (!section.getUrl().equals(page)) {
                out.append(page == null ? "<page" : "</page>\n<page");
                page = section.getUrl();
                attribute(out, "url", page, markers);
                out.append(">\n");
            }
            out.append("<section");
            attribute(out, "kind", section.getKind(), markers);
            attribute(out, "heading", section.getHeading(), markers);
            out.append(">\n").append(text).append("\n</section>\n");
        }
        return out.append(page == null ? "</website>" : "</page>\n</website>").toString();
    }

    /** Reads back what {@link PromptBlocks#parse} gives for {@code website}; no line of a page's text begins with a bracket. */
    public static WebsiteBlock parse(String block) {
        String site = "";
        String page = "";
        String section = "";
        int textStart = 0;
        List<Part> parts = new ArrayList<>();
        for (int line = 0; line < block.length(); line = endOfLine(block, line) + 1) {
            if (block.charAt(line) != '<') {
                continue;
            }
            int end = endOfLine(block, line);
            if (block.startsWith("<website", line)) {
                site = block.substring(line, end);
            } else if (block.startsWith("<page", line)) {
                page = block.substring(line, end);
            } else if (block.startsWith("<section", line)) {
                section = block.substring(line, end);
                textStart = end;
            } else if (block.startsWith("</section>", line)) {
                parts.add(new Part(
                        value(section, "heading"),
                        value(section, "kind"),
                        value(page, "url"),
                        block.substring(textStart, line).strip()));
            }
        }
        return new WebsiteBlock(
                value(site, "url"), value(site, "title"), value(site, "description"), value(site, "language"), parts);
    }

    private static int endOfLine(String block, int from) {
        int end = block.indexOf('\n', from);
        return end < 0 ? block.length() : end;
    }

    /** At most {@code max} characters, cut after the last sentence that fits, or else after the last word. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = 0;
        Matcher sentence = SENTENCE_END.matcher(text).region(0, max);
        while (sentence.find()) {
            end = sentence.end();
        }
        if (end < max / 2) {
            int space = text.lastIndexOf(' ', max);
            end = space > max / 2 ? space : Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        }
        return text.substring(0, end).strip();
    }

    private static void attribute(StringBuilder out, String name, @Nullable String value, Set<String> markers) {
        if (value != null && !value.isBlank()) {
            out.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(BlockText.attribute(value, markers))
                    .append('"');
        }
    }

    /** Attribute by attribute, as a value may look like a name. */
    private static String value(String tag, String name) {
        int at = 0;
        while (true) {
            int equals = tag.indexOf("=\"", at);
            int end = tag.indexOf('"', equals + 2);
            if (equals < 0 || end < 0) {
                return "";
            }
            if (tag.lastIndexOf(' ', equals) == equals - name.length() - 1
                    && tag.startsWith(name, equals - name.length())) {
                return tag.substring(equals + 2, end);
            }
            at = end + 1;
        }
    }
}
