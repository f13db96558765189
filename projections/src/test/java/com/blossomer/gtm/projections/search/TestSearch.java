package com.blossomer.gtm.projections.search;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/** Settings of tests: in a hurry, in a group of their own. */
final class TestSearch {

    private TestSearch() {}

    static SearchSettings settings(Path directory) {
        return new SearchSettings(
                SearchSettings.Store.LUCENE,
                directory.toString(),
                null,
                "test",
                "test-search-" + UUID.randomUUID(),
                500,
                Duration.ZERO,
                Duration.ZERO,
                16);
    }
}
