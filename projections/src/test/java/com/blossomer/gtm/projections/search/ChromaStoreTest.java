package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real server. */
final class ChromaStoreTest extends VectorStoreContract {

    @TempDir
    static Path data;

    private static @Nullable ChromaServer server;

    private final String name = "test-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        server = ChromaServer.start(data);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    VectorStore open() {
        return ChromaStore.open(url(), name, WordEmbedder.DIMENSIONS);
    }

    @Test
    void another_collection_is_another_generation() {
        try (VectorStore one = ChromaStore.open(url(), name, WordEmbedder.DIMENSIONS);
                VectorStore other = ChromaStore.open(url(), name + "-other", WordEmbedder.DIMENSIONS)) {
            assertThat(other.generation()).isNotEqualTo(one.generation());
        }
    }

    @Test
    void what_chroma_refuses_is_told_in_its_own_words() {
        try (VectorStore store = open()) {
            store.write(java.util.List.of(new IndexedSite("acme.com", Set.of("default"), null)));
            Embedding tooShort = WordEmbedder.unit(new double[] {1, 0, 0});

            assertThatThrownBy(() -> store.nearest("default", tooShort, 1, 0))
                    .isInstanceOf(IndexUnavailable.class)
                    .hasMessageContaining("Chroma answers")
                    .hasMessageContaining("dimension");
        }
    }

    @Test
    void a_server_that_is_away_is_named() {
        assertThatThrownBy(() -> ChromaStore.open(URI.create("http://127.0.0.1:1"), name, 4))
                .isInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("http://127.0.0.1:1");
    }

    private static URI url() {
        ChromaServer running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.url();
    }
}
