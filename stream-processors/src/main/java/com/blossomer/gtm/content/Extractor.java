package com.blossomer.gtm.content;

import com.blossomer.gtm.content.Block.Role;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** Turns a page's HTML into its text. Pure and thread-safe. */
final class Extractor {

    /** Deeper elements become siblings: no page needs more, and every walk over the tree stays cheap. */
    private static final int MAX_DEPTH = 512;

    private static final int BUTTON_WORDS = 6;

    private Extractor() {}

    static Document parse(String html, URI base) {
        Parser parser = Parser.htmlParser().setMaxDepth(MAX_DEPTH);
        return Jsoup.parse(html, base.toString(), parser);
    }

    static PageText extract(Document page, URI url) {
        List<Block> blocks = withoutRepeats(BlockReader.read(page.body()));
        return new PageText(
                blankToNull(Block.normalise(page.title())),
                description(page),
                language(page),
                Sections.of(blocks, url.toString()));
    }

    /** Responsive pages hold the same text several times, for several widths; carousels repeat their slides. */
    private static List<Block> withoutRepeats(List<Block> blocks) {
        Set<String> seen = new HashSet<>();
        List<Block> kept = new ArrayList<>();
        for (Block block : blocks) {
            boolean button = block.linked()
                    && block.role() != Role.HEADING
                    && block.words() <= BUTTON_WORDS
                    && !block.text().endsWith("?");
            boolean words = block.text().chars().anyMatch(Character::isLetterOrDigit);
            if (words && !button && seen.add(block.text().toLowerCase(Locale.ROOT))) {
                kept.add(block);
            }
        }
        return kept;
    }

    private static @Nullable String description(Document page) {
        for (String query :
                List.of("meta[name=description]", "meta[property=og:description]", "meta[name=twitter:description]")) {
            Element meta = page.selectFirst(query);
            String content = meta == null ? "" : Block.normalise(meta.attr("content"));
            if (!content.isEmpty()) {
                return content;
            }
        }
        return null;
    }

    private static @Nullable String language(Document page) {
        Element html = page.selectFirst("html");
        String lang = html == null ? "" : html.attr("lang").strip().replace('_', '-');
        try {
            return blankToNull(new Locale.Builder().setLanguageTag(lang).build().toLanguageTag());
        } catch (IllformedLocaleException e) {
            return null;
        }
    }

    private static @Nullable String blankToNull(String text) {
        return text.isBlank() || text.equals("und") ? null : text;
    }
}
