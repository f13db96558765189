package com.blossomer.gtm.projections.search;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The one store, opened at first need and kept open. */
@Singleton
final class Stores {

    private final SearchSettings settings;
    private final Embedder.Source model;
    private @Nullable VectorStore open;

    Stores(SearchSettings settings, Embedder.Source model) {
        this.settings = settings;
        this.model = model;
    }

    /** @throws IndexUnavailable when it cannot be opened now */
    synchronized VectorStore open() {
        VectorStore known = open;
        if (known == null) {
            known = switch (settings.store()) {
                case LUCENE -> LuceneStore.open(Path.of(settings.dir()).resolve("index"), model.name());
                case CHROMA ->
                    ChromaStore.open(
                            URI.create(String.valueOf(settings.chromaUrl())),
                            settings.collection() + "-" + model.name(),
                            model.dimensions());
            };
            open = known;
        }
        return known;
    }

    @PreDestroy
    synchronized void close() {
        VectorStore known = open;
        open = null;
        if (known != null) {
            known.close();
        }
    }
}
