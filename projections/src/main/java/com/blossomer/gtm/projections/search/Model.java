package com.blossomer.gtm.projections.search;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedder, loaded at first need on a thread of its own, once; again where that failed. */
@Singleton
final class Model {

    private static final Logger LOG = LoggerFactory.getLogger(Model.class);

    private final Embedder.Source source;
    private @Nullable CompletableFuture<Embedder> loading;

    Model(Embedder.Source source) {
        this.source = source;
    }

    Embedder.Source source() {
        return source;
    }

    /** @throws IndexUnavailable when it is not loaded within {@code patience}, or cannot be */
    Embedder within(Duration patience) throws InterruptedException {
        try {
            return loading().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IndexUnavailable("the embedding model is still loading", e);
        } catch (ExecutionException e) {
            throw new IndexUnavailable("the embedding model cannot be loaded here; the log says why", e.getCause());
        }
    }

    private synchronized CompletableFuture<Embedder> loading() {
        CompletableFuture<Embedder> known = loading;
        if (known != null && !known.isCompletedExceptionally()) {
            return known;
        }
        CompletableFuture<Embedder> started = new CompletableFuture<>();
        loading = started;
        Thread.ofPlatform().name("search-model").daemon().start(() -> load(started));
        return started;
    }

    private void load(CompletableFuture<Embedder> loaded) {
        long begin = System.nanoTime();
        try {
            loaded.complete(source.load());
            LOG.atInfo()
                    .addKeyValue("model", source.name())
                    .addKeyValue("ms", (System.nanoTime() - begin) / 1_000_000)
                    .log("embedding model loaded");
        } catch (RuntimeException | Error e) {
            // Errors too: a native library that does not fit this machine must not leave those who wait hanging.
            loaded.completeExceptionally(e);
            LOG.atError().setCause(e).log("the embedding model cannot be loaded; campaigns go on, search does not");
        }
    }
}
