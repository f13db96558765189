package com.blossomer.gtm.content;

import com.blossomer.gtm.content.Block.Role;
import com.blossomer.gtm.events.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts blocks under the headings that they stand below. */
final class Sections {

    private final String url;
    private final List<Section> sections = new ArrayList<>();
    private final List<Block> below = new ArrayList<>();
    private @Nullable Block heading;

    private Sections(String url) {
        this.url = url;
    }

    static List<Section> of(List<Block> blocks, String url) {
        Sections sections = new Sections(url);
        for (Block block : blocks) {
            switch (block.role()) {
                case HEADING -> sections.start(block);
                case LOGO -> {}
                case TEXT, ITEM, QUOTE -> sections.below.add(block);
            }
        }
        sections.end();
        return sections.sections;
    }

    /** The names of customers, from the alt texts of their logos: at most one section. */
    static List<Section> ofLogos(List<Block> blocks, String url) {
        List<String> names = blocks.stream()
                .filter(block -> block.role() == Role.LOGO)
                .map(Block::text)
                .distinct()
                .toList();
        return names.isEmpty()
                ? List.of()
                : List.of(new Section(null, SectionKind.CUSTOMERS.label(), String.join("\n", names), url));
    }

    private void start(Block next) {
        end();
        heading = next;
    }

    private void end() {
        boolean first = sections.isEmpty();
        if (heading != null || !below.isEmpty()) {
            String title = heading == null ? null : heading.text();
            String text = String.join("\n", below.stream().map(Block::text).toList());
            boolean quoted = below.stream().anyMatch(block -> block.role() == Role.QUOTE);
            sections.add(new Section(
                    title, SectionKind.of(title, text, quoted, first).label(), text, url));
        }
        heading = null;
        below.clear();
    }
}
