package com.blossomer.gtm.bench;

import com.blossomer.gtm.bench.ExtractionReport.PageFigures;
import com.blossomer.gtm.bench.ReviewedPages.ReviewedPage;
import com.blossomer.gtm.content.MainText;
import com.blossomer.gtm.content.WordScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Measures the extraction on a folder of reviewed pages: word F1, and the time for a page on one thread. */
public final class ExtractionBench {

    /** Extractions before the first that is timed: by then everything hot is compiled. */
    private static final int WARM_UP = 600;

    private static final int ROUNDS = 5;

    private ExtractionBench() {}

    /** The report of a folder; without pages when the folder holds none that can be read. */
    public static ExtractionReport run(Path directory, Consumer<String> progress) throws IOException {
        ReviewedPages folder = ReviewedPages.in(directory);
        List<ReviewedPage> pages = folder.pages();
        if (!pages.isEmpty()) {
            progress.accept("Warming up on " + pages.size() + " pages, then " + ROUNDS + " rounds are timed");
            for (int done = 0; done < WARM_UP; done += pages.size()) {
                for (ReviewedPage page : pages) {
                    MainText.of(page.html(), page.url());
                }
            }
        }
        List<PageFigures> figures = new ArrayList<>();
        double[][] millis = times(pages);
        for (int i = 0; i < pages.size(); i++) {
            ReviewedPage page = pages.get(i);
            String text = MainText.of(page.html(), page.url());
            Arrays.sort(millis[i]);
            figures.add(PageFigures.of(
                    page.name(), WordScore.of(text, page.mainContent()), page.html().length, millis[i][ROUNDS / 2]));
        }
        return ExtractionReport.of(figures, folder.skipped());
    }

    /** By page, in rounds over all of them, so that no page profits from running in its own tracks. */
    private static double[][] times(List<ReviewedPage> pages) throws IOException {
        double[][] millis = new double[pages.size()][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < pages.size(); i++) {
                byte[] html = pages.get(i).html();
                long start = System.nanoTime();
                MainText.of(html, pages.get(i).url());
                millis[i][round] = (System.nanoTime() - start) / 1e6;
            }
        }
        return millis;
    }
}
