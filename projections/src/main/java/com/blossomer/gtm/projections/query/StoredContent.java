package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.databind.util.RawValue;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A reading of a site. {@code sections} and {@code pages} are JSON. */
@MappedEntity("contents")
record StoredContent(
        String site,
        String contentHash,
        @Nullable String title,
        @Nullable String description,
        @Nullable String language,
        @TypeDef(type = DataType.STRING) String sections,
        @TypeDef(type = DataType.STRING) String pages,
        Instant fetchedAt) {

    ContentView view() {
        return new ContentView(
                site,
                contentHash,
                title,
                description,
                language,
                fetchedAt,
                new RawValue(sections),
                new RawValue(pages));
    }
}
