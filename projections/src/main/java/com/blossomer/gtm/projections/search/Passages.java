package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.hash.Sha256;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a site's content is embedded. Pure: the same content gives the same texts. */
final class Passages {

    /** How texts are cut; part of every fingerprint, so that cutting them otherwise makes new vectors. */
    private static final String FORM = "1";
    /** About 256 word pieces of English, the length that the model was trained on. */
    private static final int EMBEDDED = 1_000;

    private static final int EXCERPT = 240;
    /** Less is a button or a label. */
    private static final int LEAST = 25;

    /**
     * @param hash of the text and the model
     * @param text what is embedded: the heading and the beginning of the section
     */
    record Passage(String hash, String text, @Nullable String heading, String excerpt, String url) {}

    private Passages() {}

    /** The first sections that say something, each once; at most {@code limit}. */
    static List<Passage> of(SiteContent content, String model, int limit) {
        List<Passage> passages = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Section section : content.getSections()) {
            if (passages.size() == limit) {
                break;
            }
            String heading = plain(section.getHeading());
            String body = plain(section.getText());
            String text = cut(joined(heading, body), EMBEDDED);
            String hash = hash(model + "\n" + text);
            if (text.length() >= LEAST && known.add(hash)) {
                passages.add(new Passage(
                        hash, text, heading.isEmpty() ? null : heading, excerpt(body, heading), section.getUrl()));
            }
        }
        return passages;
    }

    /**
     * The site in one text: what it says of itself first. Title and description are written to tell what the company does;
     * the first sections make up for those that do not.
     */
    static String summary(SiteContent content, List<Passage> passages) {
        StringBuilder text = new StringBuilder(joined(plain(content.getTitle()), plain(content.getDescription())));
        for (Passage passage : passages) {
            if (text.length() >= EMBEDDED) {
                break;
            }
            text.append(text.isEmpty() ? "" : ". ").append(passage.text());
        }
        return cut(text.toString(), EMBEDDED);
    }

    /** Of all that vectors are made from, and of how: equal fingerprints, equal vectors. */
    static String fingerprint(SiteContent content, String model, int limit) {
        return hash(String.join(
                "\n",
                FORM,
                model,
                Integer.toString(limit),
                content.getContentHash(),
                plain(content.getTitle()),
                plain(content.getDescription())));
    }

    private static String excerpt(String body, String heading) {
        String text = body.isEmpty() ? heading : body;
        String shown = cut(text, EXCERPT);
        return shown.length() < text.length() ? shown + " …" : shown;
    }

    private static String joined(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one + other;
        }
        return one + (".?!:".indexOf(one.charAt(one.length() - 1)) < 0 ? ". " : " ") + other;
    }

    private static String plain(@Nullable String text) {
        return text == null
                ? ""
                : text.replaceAll("[\\s\\p{Cntrl}\\u00a0]+", " ").strip();
    }

    /** At a word's end, where there is one not far before the limit. */
    private static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int space = text.lastIndexOf(' ', limit);
        int end = space > limit / 2 ? space : limit;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, 16);
    }
}
