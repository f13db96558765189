package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;

/** A budget as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Budget")
record BudgetView(
        @Schema(description = "tenant, or batch:ID.") String scope,
        BigDecimal limitUsd,

        @Schema(description = "Since there has been a budget.")
        BigDecimal spentUsd,

        @Schema(description = "For prompts that are being answered.")
        BigDecimal reservedUsd,

        BigDecimal remainingUsd,

        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant updatedAt) {}
