package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.platform.http.ProblemException;
import com.blossomer.gtm.projections.SharesTopics;
import com.blossomer.gtm.projections.TestKafka;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the topics to what a tenant finds, with a real broker and a real index. */
@SharesTopics
@Timeout(120)
final class SearchProjectionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final String suffix = "." + UUID.randomUUID() + ".example.com";
    private final String mine = "t-" + UUID.randomUUID();
    private final String other = "o-" + UUID.randomUUID();
    private final WordEmbedder words = new WordEmbedder();
    private SearchSettings settings = TestSearch.settings(Path.of(""));
    private Running running = new Running();

    /** A process's life. */
    private final class Running {
        private final Stores stores = new Stores(settings, words);
        private final Model model = new Model(words);
        private final CompanySearch search = new CompanySearch(stores, model);
        private final SearchProjection projection =
                new SearchProjection(TestKafka.clients(), stores, model, settings, new SimpleMeterRegistry());

        void stop() {
            projection.stop();
            stores.close();
        }
    }

    @BeforeEach
    void settings() {
        settings = TestSearch.settings(directory);
        running = new Running();
    }

    @AfterEach
    void stop() {
        running.stop();
    }

    @Test
    void what_was_read_is_found_by_those_who_asked_whenever_they_asked() throws InterruptedException {
        String cloud = "cloud" + suffix;
        String shield = "shield" + suffix;
        TestKafka.produce(List.of(
                Readings.asked(mine, cloud),
                Readings.asked(mine, shield),
                Readings.read(mine, cloud, "Cloud servers", "Firewall: stops attacks on web applications"),
                Readings.read(mine, shield, "Cloud shield", "Firewall: stops bots and attacks")));
        running.projection.start();

        await().atMost(PATIENCE).until(() -> find(mine, "attacks"), found -> found.size() == 2);
        assertThat(running.search.similar(mine, cloud, 10)).singleElement().satisfies(match -> {
            assertThat(match.site()).isEqualTo(shield);
            assertThat(match.title()).isEqualTo("Cloud shield");
            assertThat(match.score()).isBetween(0.1, 1.0);
            assertThat(match.section()).isNotNull();
        });
        assertThat(find(other, "attacks")).isEmpty();
        assertThatThrownBy(() -> running.search.similar(other, cloud, 10))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(cloud);

        // It was read already: nothing but the question tells that another may see it.
        TestKafka.produce(List.of(Readings.asked(other, cloud)));
        await().atMost(PATIENCE).until(() -> find(other, "attacks").equals(List.of(cloud)));
        assertThat(running.search.similar(other, cloud, 10)).isEmpty();
    }

    @Test
    void a_restart_embeds_nothing_again_and_a_lost_index_comes_back_from_the_topics() throws IOException {
        String site = "lost" + suffix;
        TestKafka.produce(List.of(
                Readings.asked(other, site),
                Readings.read(mine, site, "Cloud servers", "Firewall: stops attacks on web applications")));
        running.projection.start();
        await().atMost(PATIENCE).until(() -> find(mine, "attacks"), List.of(site)::equals);
        running.stop();
        words.texts.clear();

        String second = "second" + suffix;
        TestKafka.produce(List.of(
                Readings.read(mine, site, "Cloud servers", "Firewall: stops attacks on web applications"),
                Readings.read(mine, second, "Second", "Attacks: and how to stop them all")));
        running = new Running();
        running.projection.start();
        await().atMost(PATIENCE).until(() -> find(mine, "attacks"), found -> found.size() == 2);
        assertThat(words.texts).noneMatch(text -> text.contains(site)).anyMatch(text -> text.contains(second));
        running.stop();

        delete(directory);
        running = new Running();
        running.projection.start();
        await().atMost(PATIENCE).until(() -> find(mine, "attacks"), found -> found.size() == 2);
        await().atMost(PATIENCE).until(() -> find(other, "attacks"), List.of(site)::equals);
    }

    @Test
    void of_a_site_that_changed_only_what_changed_is_embedded() {
        String site = "changes" + suffix;
        String kept = "Firewall: stops attacks on " + site;
        TestKafka.produce(List.of(Readings.read(mine, site, "Acme", kept, "News: of the year that is gone by now")));
        running.projection.start();
        await().atMost(PATIENCE).until(() -> find(mine, "attacks"), List.of(site)::equals);
        assertThat(words.texts).contains("Firewall. stops attacks on " + site);
        words.texts.clear();

        TestKafka.produce(List.of(Readings.read(mine, site, "Acme", kept, "News: of tomorrow and the day after")));
        await().atMost(PATIENCE)
                .until(
                        () -> running.search.search(mine, "tomorrow", 1),
                        found -> String.valueOf(found.getFirst().section()).contains("tomorrow"));

        assertThat(words.texts.stream().filter(text -> text.startsWith("News"))).hasSize(1);
        assertThat(words.texts).doesNotContain("Firewall. stops attacks on " + site);
    }

    @Test
    void a_model_that_comes_late_loses_nothing() {
        words.failures.set(2);
        String site = "late" + suffix;
        List<SpecificRecord> records =
                List.of(Readings.read(mine, site, "Acme", "Firewall: stops attacks on web applications"));
        TestKafka.produce(records);
        running.projection.start();

        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IndexUnavailable.class)
                .until(() -> find(mine, "attacks"), List.of(site)::equals);
        assertThat(running.projection.health().up()).isTrue();
    }

    private List<String> find(String tenant, String text) throws InterruptedException {
        return running.search.search(tenant, text, 10).stream()
                .map(CompanyMatch::site)
                .toList();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
