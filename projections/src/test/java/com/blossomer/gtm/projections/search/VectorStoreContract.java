package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every vector store does. Each test has a store of its own. */
abstract class VectorStoreContract {

    private static final String CLOUD = "cloud.example.com/pricing?plan=1";
    private static final String BANK = "bank.example.com";

    private VectorStore store;

    /** The store of this test: the same one each time. */
    abstract VectorStore open();

    @BeforeEach
    void openFirst() {
        store = open();
    }

    @AfterEach
    void closeLast() {
        store.close();
    }

    @Test
    void what_is_written_is_read_back_whole_and_in_order_after_opening_it_again() {
        IndexedSite cloud = site(CLOUD, Set.of("default", "other"), "servers in the cloud", "two", "one", "three");
        IndexedSite bare = new IndexedSite(
                BANK,
                Set.of("default"),
                new Reading("f", null, vector("bank"), List.of(new Section("h", null, "e", "u", vector("money")))));
        store.write(List.of(cloud, bare));

        assertThat(store.read(Set.of(CLOUD, BANK, "unknown.example.com")))
                .usingRecursiveComparison()
                .withEqualsForType(VectorStoreContract::near, Embedding.class)
                .isEqualTo(Map.of(CLOUD, cloud, BANK, bare));
        String generation = store.generation();
        store.close();
        store = open();
        assertThat(store.generation()).isEqualTo(generation);
        assertThat(store.read(Set.of(CLOUD)).get(CLOUD))
                .usingRecursiveComparison()
                .withEqualsForType(VectorStoreContract::near, Embedding.class)
                .isEqualTo(cloud);
    }

    @Test
    void an_empty_store_finds_nothing() {
        assertThat(store.nearest("default", vector("anything"), 5, 5)).isEmpty();
        assertThat(store.read(Set.of(CLOUD))).isEmpty();
        assertThat(store.read(Set.of())).isEmpty();
    }

    @Test
    void a_site_is_found_as_a_whole_and_by_its_sections_by_those_who_may_see_it_only() {
        store.write(List.of(
                site(CLOUD, Set.of("default"), "servers in the cloud", "firewall against attacks"),
                site(BANK, Set.of("other"), "savings and loans", "mortgage rates")));

        assertThat(store.nearest("default", vector("cloud servers"), 1, 0)).containsExactly(CLOUD);
        assertThat(store.nearest("default", vector("firewall"), 0, 1)).containsExactly(CLOUD);
        assertThat(store.nearest("default", vector("mortgage"), 5, 5)).containsExactly(CLOUD);
        assertThat(store.nearest("other", vector("mortgage"), 5, 5)).containsExactly(BANK);
        assertThat(store.nearest("nobody", vector("mortgage"), 5, 5)).isEmpty();
    }

    @Test
    void a_site_that_was_asked_for_only_is_remembered_but_not_found() {
        IndexedSite asked = new IndexedSite(CLOUD, Set.of("default"), null);
        store.write(List.of(asked));

        assertThat(store.read(Set.of(CLOUD))).isEqualTo(Map.of(CLOUD, asked));
        assertThat(store.nearest("default", vector("anything"), 5, 5)).isEmpty();

        store.write(List.of(site(CLOUD, Set.of("default"), "servers in the cloud")));
        assertThat(store.nearest("default", vector("anything"), 5, 5)).containsExactly(CLOUD);
    }

    @Test
    void a_newer_reading_leaves_nothing_of_the_older_one() {
        store.write(List.of(
                site(CLOUD, Set.of("default"), "servers", "old news", "kept"), site(BANK, Set.of("default"), "loans")));
        IndexedSite newer = site(CLOUD, Set.of("default"), "clouds", "kept", "fresh news");
        store.write(List.of(newer));

        assertThat(store.read(Set.of(CLOUD)).get(CLOUD))
                .usingRecursiveComparison()
                .withEqualsForType(VectorStoreContract::near, Embedding.class)
                .isEqualTo(newer);
        assertThat(store.nearest("default", vector("news"), 0, 10)).containsExactly(CLOUD);
        assertThat(store.read(Set.of(BANK))).hasSize(1);
    }

    @Test
    void one_who_asks_later_finds_it_from_then_on() {
        IndexedSite cloud = site(CLOUD, Set.of("default"), "servers in the cloud", "firewall");
        store.write(List.of(cloud));
        assertThat(store.nearest("late", vector("firewall"), 5, 5)).isEmpty();

        store.write(List.of(cloud.admitting(Set.of("late"))));

        assertThat(store.nearest("late", vector("firewall"), 5, 0)).containsExactly(CLOUD);
        assertThat(store.nearest("late", vector("firewall"), 0, 5)).containsExactly(CLOUD);
        assertThat(store.nearest("default", vector("firewall"), 0, 5)).containsExactly(CLOUD);
    }

    @Test
    void among_many_sites_the_nearest_are_found() {
        Random random = new Random(7);
        List<IndexedSite> sites = IntStream.range(0, 600)
                .mapToObj(i -> new IndexedSite(
                        "s" + i + ".example.com",
                        Set.of(i % 3 == 0 ? "rare" : "default"),
                        new Reading("f" + i, "t", random(random), List.of())))
                .toList();
        store.write(sites);
        int hits = 0;
        for (int i = 0; i < 20; i++) {
            Embedding asked = random(random);
            List<String> best = sites.stream()
                    .filter(site -> site.tenants().contains("rare"))
                    .sorted(Comparator.comparingDouble(
                            site -> -dot(reading(site).vector(), asked)))
                    .limit(10)
                    .map(IndexedSite::site)
                    .toList();
            List<String> found = new ArrayList<>(store.nearest("rare", asked, 10, 0));
            assertThat(found).hasSize(10);
            found.retainAll(best);
            hits += found.size();
        }
        assertThat(hits).as("of the 200 nearest").isGreaterThan(180);
    }

    private static Reading reading(IndexedSite site) {
        return java.util.Objects.requireNonNull(site.reading());
    }

    private static IndexedSite site(String site, Set<String> tenants, String about, String... sections) {
        List<Section> all = new ArrayList<>();
        for (String text : sections) {
            all.add(new Section(
                    "h-" + text.replace(' ', '-'), "On " + text, text + " …", "https://" + site, vector(text)));
        }
        return new IndexedSite(
                site, tenants, new Reading("f-" + about, "About \"" + about + "\" é ✓", vector(about), all));
    }

    private static Embedding vector(String text) {
        return WordEmbedder.vector(text).orElseThrow();
    }

    private static Embedding random(Random random) {
        return WordEmbedder.unit(random.doubles(WordEmbedder.DIMENSIONS, -1, 1).toArray());
    }

    private static double dot(Embedding one, Embedding other) {
        float[] left = one.numbers();
        float[] right = other.numbers();
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    private static boolean near(Embedding one, Embedding other) {
        return one.likeness(other) > 0.9999;
    }
}
