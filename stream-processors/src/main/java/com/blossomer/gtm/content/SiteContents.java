package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.hash.Sha256;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the pages of a site together, within the cap. */
final class SiteContents {

    private SiteContents() {}

    /** The first page's sections come first in {@code pages}; they are the last to give way. */
    static SiteContent of(
            @Nullable String title,
            @Nullable String description,
            @Nullable String language,
            List<List<Section>> pages,
            List<Page> sources,
            int maxChars) {
        List<Section> first = fitting(pages.getFirst(), maxChars);
        int left = maxChars - first.stream().mapToInt(PageText::chars).sum();
        List<Section> sections = new ArrayList<>(first);
        sections.addAll(mostTelling(unrepeated(pages), left));
        return new SiteContent(hash(sections), title, description, language, sections, sources);
    }

    /** From the top of the page down; the section that does not fit is cut at a line. */
    private static List<Section> fitting(List<Section> sections, int maxChars) {
        List<Section> fitting = new ArrayList<>();
        int left = maxChars;
        for (Section section : sections) {
            if (PageText.chars(section) > left) {
                int heading = PageText.chars(section) - section.getText().length();
                int end = left <= heading ? -1 : section.getText().lastIndexOf('\n', left - heading);
                if (end > 0) {
                    fitting.add(new Section(
                            section.getHeading(),
                            section.getKind(),
                            section.getText().substring(0, end),
                            section.getUrl()));
                }
                break;
            }
            fitting.add(section);
            left -= PageText.chars(section);
        }
        return fitting;
    }

    /** The linked pages' sections, less the texts that an earlier page has as well. */
    private static List<Section> unrepeated(List<List<Section>> pages) {
        Set<String> seen = new HashSet<>();
        pages.getFirst().forEach(section -> seen.add(key(section)));
        return pages.stream()
                .skip(1)
                .flatMap(List::stream)
                .filter(section -> seen.add(key(section)))
                .toList();
    }

    private static String key(Section section) {
        return section.getText().isEmpty() && section.getHeading() != null
                ? section.getHeading().toLowerCase(Locale.ROOT)
                : section.getText().toLowerCase(Locale.ROOT);
    }

    private static List<Section> mostTelling(List<Section> sections, int maxChars) {
        List<Section> ranked = new ArrayList<>(sections);
        ranked.sort(Comparator.comparingInt(SiteContents::telling));
        Set<Section> kept = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
        int left = maxChars;
        for (Section section : ranked) {
            if (PageText.chars(section) <= left) {
                kept.add(section);
                left -= PageText.chars(section);
            }
        }
        return sections.stream().filter(kept::contains).toList();
    }

    private static int telling(Section section) {
        if (section.getText().isEmpty()) {
            return SectionKind.values().length;
        }
        return switch (SectionKind.valueOf(section.getKind().toUpperCase(Locale.ROOT))) {
            case HERO -> 0;
            case PRICING -> 1;
            case CUSTOMERS -> 2;
            case TESTIMONIAL -> 3;
            case FEATURE -> 4;
            case FAQ -> 5;
            case STRUCTURED -> 6;
            case BODY -> 7;
        };
    }

    /** SHA-256, hex, over all fields of all sections. */
    private static String hash(List<Section> sections) {
        Sha256 hash = new Sha256();
        for (Section section : sections) {
            hash.add(section.getHeading());
            hash.add(section.getKind());
            hash.add(section.getText());
            hash.add(section.getUrl());
        }
        return hash.hex();
    }
}
