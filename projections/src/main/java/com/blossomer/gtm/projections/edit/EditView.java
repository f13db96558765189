package com.blossomer.gtm.projections.edit;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/** What an edit comes to. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Edit")
record EditView(
        String campaignId,

        @Schema(description = "The number of the run that the edit comes to: GET /campaigns/{id}?run= shows it.")
        int run,

        @Schema(
                type = "string",
                allowableValues = {"pending", "running", "completed", "partial", "failed", "cancelled"})
        String status,

        @Schema(description = "The asset that stands as it was sent.")
        String asset,

        @Schema(description = "The run that was edited.") int editedFrom,

        @Schema(
                description =
                        "Assets that are made anew: those that rest on the edited one, and those that had failed.")
        List<String> regenerated,

        @Schema(
                description =
                        "Of these, assets that were handed in or edited before, which the new ones take the place of.")
        List<String> replaced) {}
