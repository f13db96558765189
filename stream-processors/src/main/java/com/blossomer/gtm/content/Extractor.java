package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Section;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/** Turns a page's HTML into its text. Pure and thread-safe. */
final class Extractor {

    /** Deeper elements become siblings: no page needs more, and every walk over the tree stays cheap. */
    private static final int MAX_DEPTH = 256;

    private Extractor() {}

    static Document parse(String html, URI base) {
        Parser parser = Parser.htmlParser().setMaxDepth(MAX_DEPTH);
        return Jsoup.parse(html, base.toString(), parser);
    }

    static PageText extract(Document page, URI url) {
        List<Block> blocks = TextBlocks.among(BlockReader.read(page.body()));
        Metadata metadata = Metadata.of(page);
        List<Section> visible = Sections.of(blocks, url.toString());
        List<Section> beside = new ArrayList<>(Sections.ofLogos(blocks, url.toString()));
        beside.addAll(metadata.structured().lackedBy(visible, url.toString()));
        return new PageText(metadata.title(), metadata.description(), metadata.language(), visible, beside);
    }
}
