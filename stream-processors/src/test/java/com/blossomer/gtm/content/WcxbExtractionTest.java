package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.blossomer.gtm.content.WcxbPages.Sample;
import com.blossomer.gtm.events.StageFailure;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Measures the extraction on real company pages; skipped where they are not present. */
final class WcxbExtractionTest {

    private static final Set<String> SERVED_WITH_TEXT = Set.of("2840-notion-so");

    private List<Sample> samples = List.of();

    @BeforeEach
    void load() {
        var directory = WcxbPages.directory();
        assumeTrue(directory.isPresent(), "no shared/data/sites beside the repository");
        samples = WcxbPages.all(directory.orElseThrow());
    }

    @Test
    void the_text_of_real_pages_agrees_with_the_reviewed_text() {
        List<WordScore> scores = samples.stream()
                .filter(sample -> !sample.spa())
                .map(sample -> WordScore.of(MainText.of(extract(sample)), sample.mainContent()))
                .toList();

        assertThat(scores).hasSizeGreaterThan(30);
        assertThat(mean(scores, WordScore::f1)).as("f1").isGreaterThan(0.885);
        assertThat(mean(scores, WordScore::precision)).as("precision").isGreaterThan(0.86);
        assertThat(mean(scores, WordScore::recall)).as("recall").isGreaterThan(0.94);
    }

    @Test
    void every_page_with_text_holds_enough_to_work_with() {
        assertThat(samples.stream()
                        .filter(sample -> !sample.spa())
                        .filter(sample -> extract(sample).chars() <= 250)
                        .map(Sample::name))
                .isEmpty();
    }

    /**
     * The data marks two pages as single-page apps. Notion's is served with its text in the HTML all the same, 1,800
     * characters that a reader without JavaScript sees, so it is read like any other page.
     */
    @Test
    void a_single_page_app_without_text_ends_as_insufficient_content() throws InterruptedException {
        List<Sample> empty = samples.stream()
                .filter(sample -> sample.spa() && !SERVED_WITH_TEXT.contains(sample.name()))
                .toList();
        assertThat(empty).isNotEmpty();
        for (Sample sample : empty) {
            try (Site site = new Site().html("/", sample.html())) {
                StageFailure failure = Reading.failure(Reading.settings("127.0.0.0/8"), site.url("/"));
                assertThat(failure.getReason()).isEqualTo(FetchFailure.INSUFFICIENT_CONTENT);
                assertThat(failure.getDetail()).contains("single-page app");
            }
        }
    }

    private static double mean(List<WordScore> scores, ToDoubleFunction<WordScore> figure) {
        return scores.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static PageText extract(Sample sample) {
        URI url = URI.create(sample.url());
        return Extractor.extract(Extractor.parse(sample.html(), url), url);
    }
}
