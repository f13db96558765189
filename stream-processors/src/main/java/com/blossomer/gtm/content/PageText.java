package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Section;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one page says. Texts are the page's own words with white space normalised; paragraphs stand on lines of their own.
 *
 * @param visible the text that a reader of the page sees, in reading order
 * @param beside what the page says without showing it as text: the alt texts of logos, structured data
 */
record PageText(
        @Nullable String title,
        @Nullable String description,
        @Nullable String language,
        List<Section> visible,
        List<Section> beside) {

    PageText {
        visible = List.copyOf(visible);
        beside = List.copyOf(beside);
    }

    List<Section> sections() {
        return Stream.concat(visible.stream(), beside.stream()).toList();
    }

    /** Of all that there is to work with. */
    int chars() {
        return sections().stream().mapToInt(PageText::chars).sum();
    }

    static int chars(Section section) {
        return section.getText().length()
                + (section.getHeading() == null ? 0 : section.getHeading().length());
    }
}
