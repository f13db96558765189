package com.blossomer.gtm.llm.offline;

import com.blossomer.gtm.llm.offline.SiteFacts.Feature;
import com.blossomer.gtm.llm.offline.SiteFacts.Passage;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a page says it does: headings with their text first, then sentences, then list entries, until there are enough. */
final class FeatureFinder {

    private static final Pattern NOT_NAME = Pattern.compile(
            "(?i)^(?:and|or|but|because|whether|that|so|if|when|what|why|we['’]re|it['’]s|there|here|this|these|most|watch|learn|see"
                    + "|jump to|try|discover how|a glimpse|today|now|our|we|you|your|they|i|i['’]m|as|at|in|for|from|by|to|with"
                    + "|let|join|meet|ready|don['’]t|until|since|many|some|one of)\\b|privacy|\\breviews?\\b"
                    + "|^\\S+-(?:based|agnostic|friendly|ready|free|native|first|grade)$");
    /** {@code We repair bicycles} names what is done without its first words. */
    private static final Pattern SPEAKER = Pattern.compile(
            "^(?:We|You|They)(?: can| will|['’]ll| also| always)? (?=\\p{Ll}{3})(?!are |have |were |had |know )");

    private static final int LEAST = 3;
    private static final int MOST = 5;

    private final Page page;
    private final List<Passage> prose;
    private final Passage best;
    private final List<Feature> found = new ArrayList<>();

    FeatureFinder(Page page, List<Passage> prose, Passage best) {
        this.page = page;
        this.prose = prose;
        this.best = best;
    }

    List<Feature> find() {
        List<Page.Line> lines = page.lines();
        for (int i = 1; i + 1 < lines.size(); i++) {
            Page.Line next = lines.get(i + 1);
            if (lines.get(i).feature()
                    && !SiteReader.signature(lines.get(i).text())
                    && !next.heading()
                    && !next.aside()) {
                describe(lines.get(i).text(), next.text());
            }
        }
        for (Passage sentence : prose) {
            if (found.size() < LEAST) {
                String deed = Prose.upperFirst(SPEAKER.matcher(sentence.text()).replaceFirst(""));
                add(Prose.nameOf(deed, 6), sentence.text(), sentence.text());
            }
        }
        for (Page.Line line : lines) {
            if (found.size() < LEAST && Prose.words(line.text()) <= 8) {
                add(
                        Prose.nameOf(line.text(), 8),
                        "The page lists this among what it offers: " + line.text(),
                        line.text());
            }
        }
        String[] fixed = {"What the page describes first", "Further services named there", "Advice and direct contact"};
        for (String name : fixed) {
            if (found.size() < LEAST) {
                found.add(new Feature(name, Prose.cut("In the page's words: " + best.text(), 40), best));
            }
        }
        return List.copyOf(found);
    }

    private void describe(String heading, String text) {
        List<String> sentences = Prose.sentences(text);
        String sentence = sentences.isEmpty() ? text : sentences.getFirst();
        boolean whole = !Character.isLowerCase(sentence.codePointAt(0));
        if (whole && !SiteReader.spoken(sentence) && Prose.words(sentence) >= 4) {
            add(Prose.nameOf(heading, 8), sentence, sentence);
        }
    }

    private void add(String name, String description, String quote) {
        boolean fits = found.size() < MOST
                && name.length() >= 3
                && name.length() <= 80
                && quote.length() >= 6
                && !NOT_NAME.matcher(name).find()
                && found.stream()
                        .noneMatch(other ->
                                Prose.alike(other.name(), name) || Prose.alike(other.description(), description));
        if (fits) {
            found.add(new Feature(
                    Prose.upperFirst(name), Prose.cut(description, 45), new Passage(SiteReader.quote(quote))));
        }
    }
}
