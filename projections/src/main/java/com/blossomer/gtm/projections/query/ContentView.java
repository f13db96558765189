package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was read of a site, and from where. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Content")
record ContentView(
        String site,

        @Schema(description = "As in the provenance of what rests on it.")
        String contentHash,

        @Nullable String title,
        @Nullable String description,
        @Nullable String language,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant fetchedAt,

        @ArraySchema(arraySchema = @Schema(description = "heading, kind, text, url"), schema = @Schema(type = "object"))
        Object sections,

        @ArraySchema(
                arraySchema = @Schema(description = "url, http_status, bytes, fetched_at"),
                schema = @Schema(type = "object"))
        Object pages) {}
