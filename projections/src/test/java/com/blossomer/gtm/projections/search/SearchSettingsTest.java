package com.blossomer.gtm.projections.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SearchSettingsTest {

    @Test
    void nothing_needs_to_be_set() {
        assertThat(bound(Map.of()))
                .isEqualTo(new SearchSettings(
                        SearchSettings.Store.LUCENE,
                        ".blossomer/search",
                        null,
                        "blossomer",
                        "search",
                        500,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(3),
                        16));
    }

    @Test
    void everything_can_be_set() {
        assertThat(bound(Map.of(
                        "blossomer.search.store", "chroma",
                        "blossomer.search.dir", "/data",
                        "blossomer.search.chroma-url", "http://chroma:8000",
                        "blossomer.search.collection", "gtm",
                        "blossomer.search.group", "g",
                        "blossomer.search.max-poll-records", 7,
                        "blossomer.search.gather", "2s",
                        "blossomer.search.patience", "0s",
                        "blossomer.search.sections", 4)))
                .isEqualTo(new SearchSettings(
                        SearchSettings.Store.CHROMA,
                        "/data",
                        "http://chroma:8000",
                        "gtm",
                        "g",
                        7,
                        Duration.ofSeconds(2),
                        Duration.ZERO,
                        4));
    }

    @Test
    void chroma_needs_an_address() {
        assertThatThrownBy(() -> bound(Map.of("blossomer.search.store", "chroma")))
                .rootCause()
                .hasMessageContaining("CHROMA_URL is not set");
        assertThatThrownBy(() -> bound(Map.of("blossomer.search.sections", 0)))
                .rootCause()
                .hasMessageContaining("sections must be from 1 to 100");
    }

    private static SearchSettings bound(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("blossomer.components.enabled", false);
        try (ApplicationContext context = ApplicationContext.run(all)) {
            return context.getBean(SearchSettings.class);
        }
    }
}
