package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Usage as the API shows it. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@Schema(name = "Usage")
record UsageView(String from, String to, String currency, Group total, List<Group> groups) {

    /** Sums; the fields that they are not grouped by are left out. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "UsageGroup")
    record Group(
            @Nullable String day,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String stage,

            @Schema(description = "`live` or `replay`.") @Nullable
            String source,

            @Schema(description = "Empty for what belongs to no batch.") @Nullable
            String batch,

            long calls,

            @Schema(description = "Of calls, those that gave no answer of use.")
            long wastedCalls,

            @Schema(description = "Of calls, those of models without a price; what they cost is not in cost_usd.")
            long unpricedCalls,

            @Schema(description = "Cached ones included.") long inputTokens,
            long cachedInputTokens,

            @Schema(description = "Reasoning included.") long outputTokens,
            long reasoningTokens,
            BigDecimal costUsd) {

        static final Group NONE = new Group(null, null, null, null, null, null, 0, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO);

        Group plus(Group other) {
            return new Group(
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    calls + other.calls,
                    wastedCalls + other.wastedCalls,
                    unpricedCalls + other.unpricedCalls,
                    inputTokens + other.inputTokens,
                    cachedInputTokens + other.cachedInputTokens,
                    outputTokens + other.outputTokens,
                    reasoningTokens + other.reasoningTokens,
                    costUsd.add(other.costUsd));
        }
    }
}
