package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LuceneStoreTest extends VectorStoreContract {

    @TempDir
    Path directory;

    @Override
    VectorStore open() {
        return LuceneStore.open(directory.resolve("index"), "words");
    }

    @Test
    void an_index_that_another_model_made_is_begun_anew() {
        Path own = directory.resolve("own");
        String first;
        try (VectorStore store = LuceneStore.open(own, "old")) {
            first = store.generation();
            store.write(List.of(new IndexedSite("acme.com", Set.of("default"), null)));
        }
        try (VectorStore store = LuceneStore.open(own, "new")) {
            assertThat(store.generation()).isNotEqualTo(first);
            assertThat(store.read(Set.of("acme.com"))).isEmpty();
        }
    }

    @Test
    void a_second_process_is_told_that_the_index_is_in_use() {
        assertThatThrownBy(this::open)
                .isInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("another process")
                .hasMessageContaining(directory.toString());
    }

    @Test
    void a_damaged_index_says_how_to_mend_it() throws IOException {
        Path own = directory.resolve("own");
        LuceneStore.open(own, "words").close();
        try (Stream<Path> files = Files.list(own)) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("segments"))
                    .toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }

        assertThatThrownBy(() -> LuceneStore.open(own, "words"))
                .isInstanceOf(IndexUnavailable.class)
                .hasMessageContaining("remove it");
    }
}
