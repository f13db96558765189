package com.blossomer.gtm.projections.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A company that was found. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "CompanyMatch")
record CompanyMatch(
        @Schema(description = "The site key; `url` of GET /contents takes it.")
        String site,

        @Nullable String title,

        @Schema(description = "0 (nothing in common) to 1 (the same).")
        double score,

        @Schema(description = "The section that comes nearest; null where no section says enough.") @Nullable
        Section section) {

    /** Where on the site it says so. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "CompanyMatchSection")
    record Section(
            @Nullable String heading,
            @Schema(description = "How it begins.") String excerpt,

            @Schema(description = "The page that it was read from.")
            String url,

            double score) {}

    /** The best first. */
    @Schema(name = "CompanyMatches")
    record Page(List<CompanyMatch> companies) {}
}
