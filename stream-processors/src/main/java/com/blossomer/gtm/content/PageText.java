package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one page says. Texts are the page's own words with white space normalised; paragraphs stand on lines of their own. */
record PageText(
        @Nullable String title,
        @Nullable String description,
        @Nullable String language,
        List<Section> sections) {

    PageText {
        sections = List.copyOf(sections);
    }

    int chars() {
        return sections.stream().mapToInt(PageText::chars).sum();
    }

    static int chars(Section section) {
        return section.getText().length()
                + (section.getHeading() == null ? 0 : section.getHeading().length());
    }
}
