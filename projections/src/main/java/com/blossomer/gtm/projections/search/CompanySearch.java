package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds companies among those that a tenant may see. The store says which come near; how near they are is worked out here,
 * from the vectors themselves, so that all stores give the same scores.
 */
@Singleton
@Requires(property = SearchProjection.ROLE, value = "true", defaultValue = "true")
final class CompanySearch {

    /** What a caller waits for a model that is loading, which takes about a second. */
    private static final Duration MODEL_PATIENCE = Duration.ofSeconds(3);
    /** Sections of one site crowd together. */
    private static final int SECTIONS_PER_SITE = 4;

    private final Stores stores;
    private final Model model;

    CompanySearch(Stores stores, Model model) {
        this.stores = stores;
        this.model = model;
    }

    /** Companies like that one, without it. Compares sites as a whole, and needs no model. */
    List<CompanyMatch> similar(String tenant, String site, int limit) {
        VectorStore store = stores.open();
        IndexedSite asked = store.read(Set.of(site)).get(site);
        if (asked == null || !asked.tenants().contains(tenant)) {
            throw SearchProblems.unknown(site);
        }
        Reading reading = asked.reading();
        if (reading == null) {
            throw SearchProblems.notReadYet(site);
        }
        Set<String> near = new TreeSet<>(store.nearest(tenant, reading.vector(), limit + 1, 0));
        near.remove(site);
        return ranked(store, near, tenant, limit, other -> match(other, reading.vector(), false));
    }

    /** Companies that say something like {@code text}, as a whole or in one of their sections. */
    List<CompanyMatch> search(String tenant, String text, int limit) throws InterruptedException {
        VectorStore store = stores.open();
        Embedding vector = model.within(MODEL_PATIENCE).embed(text).orElseThrow(SearchProblems::noWord);
        Set<String> near = store.nearest(tenant, vector, limit, limit * SECTIONS_PER_SITE);
        return ranked(store, near, tenant, limit, other -> match(other, vector, true));
    }

    private interface Matching {
        CompanyMatch of(IndexedSite site);
    }

    private static List<CompanyMatch> ranked(
            VectorStore store, Set<String> sites, String tenant, int limit, Matching matching) {
        return store.read(sites).values().stream()
                .filter(site -> site.tenants().contains(tenant) && site.reading() != null)
                .map(matching::of)
                .sorted(Comparator.comparingDouble(CompanyMatch::score)
                        .reversed()
                        .thenComparing(CompanyMatch::site))
                .limit(limit)
                .toList();
    }

    private static CompanyMatch match(IndexedSite site, Embedding vector, boolean bySections) {
        Reading reading = site.reading();
        if (reading == null) {
            throw new IllegalStateException(site.site() + " was never read");
        }
        double whole = reading.vector().likeness(vector);
        CompanyMatch.Section best = null;
        for (Section section : reading.sections()) {
            double score = section.vector().likeness(vector);
            if (best == null || score > best.score()) {
                best = new CompanyMatch.Section(section.heading(), section.excerpt(), section.url(), score);
            }
        }
        double score = bySections && best != null ? Math.max(whole, best.score()) : whole;
        return new CompanyMatch(site.site(), reading.title(), rounded(score), rounded(best));
    }

    private static CompanyMatch.@Nullable Section rounded(CompanyMatch.@Nullable Section section) {
        return section == null
                ? null
                : new CompanyMatch.Section(
                        section.heading(), section.excerpt(), section.url(), rounded(section.score()));
    }

    private static double rounded(double score) {
        return Math.round(score * 1e4) / 1e4;
    }
}
