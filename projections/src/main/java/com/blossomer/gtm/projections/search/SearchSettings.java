package com.blossomer.gtm.projections.search;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sites are made findable by meaning.
 *
 * @param store where vectors are kept: in files of this process, or in a Chroma server that several may share
 * @param dir where the index is kept, and the model's native library
 * @param chromaUrl {@code CHROMA_URL}, such as {@code http://chroma:8000}
 * @param collection what the two collections in Chroma are named after
 * @param group the consumer group
 * @param maxPollRecords records that are read at a time
 * @param gather how long to wait for more records when few came, so that many are made durable together
 * @param patience how long a site waits for the machine to be idle before it is embedded all the same
 * @param sections of one site that get a vector, at most; the first ones
 */
@ConfigurationProperties("blossomer.search")
record SearchSettings(
        @Bindable(defaultValue = "lucene") Store store,
        @Bindable(defaultValue = ".blossomer/search") String dir,
        @Nullable String chromaUrl,
        @Bindable(defaultValue = "blossomer") String collection,
        @Bindable(defaultValue = "search") String group,
        @Bindable(defaultValue = "500") int maxPollRecords,
        @Bindable(defaultValue = "1s") Duration gather,
        @Bindable(defaultValue = "3s") Duration patience,
        @Bindable(defaultValue = "16") int sections) {

    enum Store {
        LUCENE,
        CHROMA
    }

    SearchSettings {
        if (store == Store.CHROMA && (chromaUrl == null || chromaUrl.isBlank())) {
            throw new IllegalArgumentException(
                    "BLOSSOMER_SEARCH_STORE is chroma, but CHROMA_URL is not set. Write such as http://chroma:8000");
        }
        if (maxPollRecords < 1) {
            throw new IllegalArgumentException(
                    "blossomer.search.max-poll-records must be at least 1, not " + maxPollRecords);
        }
        if (sections < 1 || sections > 100) {
            throw new IllegalArgumentException("blossomer.search.sections must be from 1 to 100, not " + sections);
        }
        if (gather.isNegative() || patience.isNegative()) {
            throw new IllegalArgumentException("blossomer.search: times must not be negative");
        }
    }
}
