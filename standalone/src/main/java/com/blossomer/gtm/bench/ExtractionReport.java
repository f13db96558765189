package com.blossomer.gtm.bench;

import com.blossomer.gtm.content.WordScore;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What the extraction came to on a folder of reviewed pages. Means are over the pages that have a reviewed text: without
 * one (single-page apps that hold no text) there is nothing to agree with. Times in milliseconds, over all pages: for each the
 * median of its rounds, decoding, parsing and extraction together, on one thread.
 *
 * @param pages every page read, worst first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExtractionReport(
        int scored,
        double f1,
        double precision,
        double recall,
        double medianMs,
        double p95Ms,
        List<PageFigures> pages,
        List<Skipped> skipped) {

    /** One page. {@code scored} is false where there is no reviewed text; its figures are then 0. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record PageFigures(
            String page,
            boolean scored,
            double f1,
            double precision,
            double recall,
            int words,
            int reviewedWords,
            int bytes,
            double ms) {

        static PageFigures of(String page, WordScore score, int bytes, double ms) {
            return new PageFigures(
                    page,
                    score.reviewedWords() > 0,
                    score.f1(),
                    score.precision(),
                    score.recall(),
                    score.extractedWords(),
                    score.reviewedWords(),
                    bytes,
                    ms);
        }
    }

    /** A page that could not be read, and why. */
    public record Skipped(String name, String reason) {}

    static ExtractionReport of(List<PageFigures> pages, List<Skipped> skipped) {
        List<PageFigures> scored = pages.stream().filter(PageFigures::scored).toList();
        double[] millis = pages.stream().mapToDouble(PageFigures::ms).sorted().toArray();
        List<PageFigures> sorted = new ArrayList<>(pages);
        sorted.sort(Comparator.comparing(PageFigures::scored)
                .reversed()
                .thenComparingDouble(PageFigures::f1)
                .thenComparing(PageFigures::page));
        return new ExtractionReport(
                scored.size(),
                mean(scored, PageFigures::f1),
                mean(scored, PageFigures::precision),
                mean(scored, PageFigures::recall),
                percentile(millis, 0.5),
                percentile(millis, 0.95),
                sorted,
                skipped);
    }

    private static double mean(List<PageFigures> pages, ToDoubleFunction<PageFigures> figure) {
        return pages.stream().mapToDouble(figure).average().orElse(0);
    }

    /** The nearest rank. */
    private static double percentile(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }

    public String toJson() {
        return Reports.json(this);
    }

    /** The report as a table for people. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("    F1  precision  recall   words  reviewed      ms  page");
        for (PageFigures page : pages) {
            lines.add(
                    page.scored()
                            ? line(page.f1(), page.precision(), page.recall())
                                    + String.format(
                                            Locale.ROOT,
                                            "%8d%10d%8.1f  %s",
                                            page.words(),
                                            page.reviewedWords(),
                                            page.ms(),
                                            page.page())
                            : String.format(
                                    Locale.ROOT,
                                    "     -          -       -%8d%10d%8.1f  %s",
                                    page.words(),
                                    page.reviewedWords(),
                                    page.ms(),
                                    page.page()));
        }
        lines.add(line(f1, precision, recall) + "  mean of " + count(scored, "page") + " with reviewed text");
        if (pages.size() > scored) {
            lines.add(count(pages.size() - scored, "page")
                    + " without reviewed text: timed, not scored, as there is nothing to agree with");
        }
        lines.add(String.format(
                Locale.ROOT,
                "Time per page, decoding, parsing and extraction on one thread: median %.1f ms, p95 %.1f ms",
                medianMs,
                p95Ms));
        return lines;
    }

    private static String line(double f1, double precision, double recall) {
        return String.format(Locale.ROOT, "%6.3f%11.3f%8.3f", f1, precision, recall);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
