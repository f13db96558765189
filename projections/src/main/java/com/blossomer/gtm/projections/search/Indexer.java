package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.projections.search.IndexedSite.Reading;
import com.blossomer.gtm.projections.search.IndexedSite.Section;
import com.blossomer.gtm.projections.search.Passages.Passage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the store up to date with what records say. Doing it again changes nothing: a site whose content is the one that
 * was embedded is left alone, and of a changed one only the changed sections are embedded.
 */
final class Indexer {

    private static final Duration MODEL_PATIENCE = Duration.ofMinutes(1);

    private final VectorStore store;
    private final Model model;
    private final Idleness idleness;
    private final int sections;

    Indexer(VectorStore store, Model model, Idleness idleness, int sections) {
        this.store = store;
        this.model = model;
        this.idleness = idleness;
        this.sections = sections;
    }

    /**
     * Returns once all of it is durable.
     *
     * @return sites that were embedded
     * @throws IndexUnavailable when the store or the model cannot be used; all of it must be tried again
     * @throws CancellationException when {@code stopping} turned true; the same
     */
    int apply(Map<String, SiteNews> news, BooleanSupplier stopping) throws InterruptedException {
        Map<String, IndexedSite> known = store.read(news.keySet());
        List<IndexedSite> changed = new ArrayList<>();
        int embedded = 0;
        for (var entry : news.entrySet()) {
            String name = entry.getKey();
            IndexedSite before = known.getOrDefault(name, new IndexedSite(name, Set.of(), null));
            IndexedSite after = before.admitting(entry.getValue().tenants());
            SiteContent content = entry.getValue().content();
            if (content != null && isNew(content, before.reading())) {
                Optional<Reading> reading = embed(content, before.reading(), stopping);
                after = reading.map(after::reading).orElse(after);
                embedded += reading.isPresent() ? 1 : 0;
            }
            if (!after.equals(before)) {
                changed.add(after);
            }
        }
        if (!changed.isEmpty()) {
            store.write(changed);
        }
        return embedded;
    }

    private boolean isNew(SiteContent content, @Nullable Reading held) {
        return held == null || !held.fingerprint().equals(fingerprint(content));
    }

    private String fingerprint(SiteContent content) {
        return Passages.fingerprint(content, model.source().name(), sections);
    }

    /** Empty where there is no word in it. */
    private Optional<Reading> embed(SiteContent content, @Nullable Reading held, BooleanSupplier stopping)
            throws InterruptedException {
        idleness.await(stopping);
        Embedder embedder = model.within(MODEL_PATIENCE);
        Map<String, Embedding> vectors = new HashMap<>();
        if (held != null) {
            held.sections().forEach(section -> vectors.put(section.hash(), section.vector()));
        }
        List<Passage> passages = Passages.of(content, model.source().name(), sections);
        List<Section> embedded = new ArrayList<>();
        for (Passage passage : passages) {
            if (stopping.getAsBoolean()) {
                throw new CancellationException("stopped while embedding");
            }
            Embedding vector = vectors.get(passage.hash());
            if (vector == null) {
                vector = embedder.embed(passage.text()).orElse(null);
            }
            if (vector != null) {
                embedded.add(new Section(passage.hash(), passage.heading(), passage.excerpt(), passage.url(), vector));
            }
        }
        return embedder.embed(Passages.summary(content, passages))
                .map(vector -> new Reading(fingerprint(content), content.getTitle(), vector, embedded));
    }
}
