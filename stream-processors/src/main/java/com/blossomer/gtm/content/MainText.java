package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Section;
import java.net.URI;

/** The text of a single page, for those who measure the extraction; sites are read through {@link ContentHandler}. */
public final class MainText {

    private MainText() {}

    /**
     * Decodes, parses and extracts, as the workers do: headings and texts as they stand on the page, a line for each
     * block; not the alt texts of logos nor structured data, which nobody sees as text.
     */
    public static String of(byte[] html, URI url) {
        return of(Extractor.extract(Extractor.parse(Charsets.decode(html, null), url), url));
    }

    static String of(PageText page) {
        StringBuilder text = new StringBuilder();
        for (Section section : page.visible()) {
            if (section.getHeading() != null) {
                text.append(section.getHeading()).append('\n');
            }
            if (!section.getText().isEmpty()) {
                text.append(section.getText()).append('\n');
            }
        }
        return text.toString();
    }
}
