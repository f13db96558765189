package com.blossomer.gtm.content;

import com.blossomer.gtm.content.Block.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Chooses the blocks that are a page's text: no repeats, no buttons, no scattered words of a drawing. */
final class TextBlocks {

    private static final int BUTTON_WORDS = 6;

    /** Longer runs of scraps than these are no text: drawings of a product, tickers, counters. */
    private static final int SCRAPS = 10;

    private static final int SCRAP_WORDS = 4;

    private static final int LETTERS = 6;

    private TextBlocks() {}

    /** In reading order; logos, which are no text, come last. */
    static List<Block> among(List<Block> blocks) {
        Set<String> seen = new HashSet<>();
        List<Block> kept = new ArrayList<>();
        List<Block> logos = new ArrayList<>();
        int scraps = 0;
        for (Block block : blocks) {
            // Responsive pages hold the same text several times, for several widths; carousels repeat their slides.
            if (block.role() == Role.LOGO) {
                logos.add(block);
            } else if (isText(block) && seen.add(block.text().toLowerCase(Locale.ROOT))) {
                boolean scrap = block.role() == Role.TEXT && block.words() <= SCRAP_WORDS;
                if (!scrap) {
                    cut(kept, scraps);
                }
                scraps = scrap ? scraps + 1 : 0;
                kept.add(block);
            }
        }
        cut(kept, scraps);
        kept.addAll(logos);
        return kept;
    }

    private static void cut(List<Block> kept, int scraps) {
        if (scraps >= SCRAPS) {
            kept.subList(kept.size() - scraps, kept.size()).clear();
        }
    }

    private static boolean isText(Block block) {
        String text = block.text();
        return text.chars().anyMatch(Character::isLetterOrDigit)
                && !isButton(block)
                && !isSpelled(text)
                && !isTrail(block);
    }

    /** A button, or a row of them. Questions are kept: they open the answers of a FAQ. */
    private static boolean isButton(Block block) {
        return block.role() != Role.HEADING
                && block.linkWords() > 0
                && block.linkWords() <= BUTTON_WORDS
                && !block.text().endsWith("?");
    }

    /** Letter by letter, for an animation. */
    private static boolean isSpelled(String text) {
        int words = Block.words(text, 0);
        return words >= LETTERS && text.length() < words * 2 + LETTERS / 2;
    }

    /** {@code Home » Services » Audit}: where the page stands in its site. */
    private static boolean isTrail(Block block) {
        String text = block.text();
        return block.role() != Role.HEADING
                && (text.indexOf(" » ") > 0 || text.indexOf(" › ") > 0)
                && text.toLowerCase(Locale.ROOT).startsWith("home");
    }
}
