package com.blossomer.gtm.content;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/**
 * What a page says about itself to machines: {@code <title>}, {@code <meta>}, Open Graph, JSON-LD. What HTML itself says comes
 * first, then Open Graph, then JSON-LD.
 */
final class Metadata {

    private final Map<String, String> metas = new HashMap<>();
    private final List<String> scripts = new ArrayList<>();
    private final StructuredData structured;
    private final Document page;
    private @Nullable String heading;

    private Metadata(Document page) {
        this.page = page;
        NodeTraversor.traverse(new Collector(), page);
        this.structured = StructuredData.of(scripts);
    }

    static Metadata of(Document page) {
        return new Metadata(page);
    }

    private final class Collector implements NodeVisitor {
        @Override
        public void head(Node node, int depth) {
            if (node instanceof Element element) {
                switch (element.normalName()) {
                    case "meta" -> put(element);
                    case "script" -> {
                        if (element.attr("type").strip().equalsIgnoreCase("application/ld+json")) {
                            scripts.add(element.data());
                        }
                    }
                    case "h1" -> heading = heading == null ? Block.normalise(element.text()) : heading;
                    default -> {}
                }
            }
        }
    }

    private void put(Element meta) {
        String name = meta.hasAttr("property") ? meta.attr("property") : meta.attr("name");
        String content = Block.normalise(meta.attr("content"));
        if (!content.isEmpty()) {
            metas.putIfAbsent(name.strip().toLowerCase(Locale.ROOT), content);
        }
    }

    StructuredData structured() {
        return structured;
    }

    @Nullable
    String title() {
        return firstOf(
                Block.normalise(page.title()),
                metas.get("og:title"),
                metas.get("twitter:title"),
                heading,
                structured.name(),
                metas.get("og:site_name"));
    }

    @Nullable
    String description() {
        return firstOf(
                metas.get("description"),
                metas.get("og:description"),
                metas.get("twitter:description"),
                structured.description());
    }

    /** BCP 47. */
    @Nullable
    String language() {
        Element html = page.firstElementChild();
        for (String tag : new @Nullable String[] {
            html == null ? null : html.attr("lang"),
            html == null ? null : html.attr("xml:lang"),
            metas.get("og:locale"),
            structured.language()
        }) {
            String language = tag == null ? null : languageTag(tag);
            if (language != null) {
                return language;
            }
        }
        return null;
    }

    private static @Nullable String languageTag(String tag) {
        try {
            Locale locale = new Locale.Builder()
                    .setLanguageTag(tag.strip().replace('_', '-'))
                    .build();
            return locale.getLanguage().isEmpty() ? null : locale.toLanguageTag();
        } catch (IllformedLocaleException e) {
            return null;
        }
    }

    private static @Nullable String firstOf(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }
}
