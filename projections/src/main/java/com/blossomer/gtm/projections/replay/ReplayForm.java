package com.blossomer.gtm.projections.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /replays} as the API describes it, and the names of its fields; {@link ReplayRequest} reads it. */
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "ReplayRequest", description = "Which campaigns are replayed, and with what.")
record ReplayForm(
        CohortForm cohort,

        @Schema(description = "Prompts by asset: a version, or a label of one.", example = "{\"icp\": \"candidate\"}")
        @Nullable
        Map<String, String> prompts,

        @Schema(description = "Written provider/model, in the order in which they are tried.") @Nullable
        List<String> models,

        @Schema(description = "The first asset that is asked of the models; all, when absent.") @Nullable
        String fromStage,

        @Schema(description = "Only so many of the cohort, spread evenly and always the same.", minimum = "1") @Nullable
        Long sample,

        @Schema(description = "US dollars that the replay may cost; without limit, when absent.") @Nullable
        BigDecimal budgetUsd,

        @Schema(description = "Replays and batches of a higher one go first.", minimum = "-100", maximum = "100")
        @Nullable
        Integer priority,

        @Schema(description = "Replay also where nothing changes.") @Nullable
        Boolean unchanged) {

    /** Which campaigns, of those that have ended: all conditions together, one at least. */
    @Schema(name = "Cohort", description = "Campaigns that have ended: all conditions together, one at least.")
    record CohortForm(
            @Nullable String batch,

            @Schema(description = "Ids of campaigns, 10,000 at most.") @Nullable
            List<String> campaigns,

            @Nullable String site,

            @Schema(description = "completed, partial, failed or cancelled.") @Nullable
            String status,

            @Schema(description = "Those that have this asset.") @Nullable
            String asset,

            @Schema(description = "Asked for then or later.") @Nullable
            Instant from,

            @Schema(description = "Asked for before.") @Nullable
            Instant to,

            @Schema(description = "Where the requests lie on the topic gtm.campaign.commands.") @Nullable
            List<OffsetsForm> offsets) {}

    /** Records of a partition; {@code to} is not part of it. */
    @Schema(name = "Offsets", description = "Records of a partition; `to` is not part of it.")
    record OffsetsForm(int partition, long from, long to) {}

    /** The names of a form's fields as they are in JSON, sorted. */
    static Set<String> fields(Class<? extends Record> form) {
        SnakeCaseStrategy names = new SnakeCaseStrategy();
        Set<String> fields = new TreeSet<>();
        for (var component : form.getRecordComponents()) {
            fields.add(names.translate(component.getName()));
        }
        return fields;
    }

    /** Refuses a field that the form does not have; {@code of} says whose it would be. */
    static void requireFields(JsonNode json, Class<? extends Record> form, String of) {
        Set<String> fields = fields(form);
        json.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw ReplayProblems.wrong(
                        name + " is no field of " + of + "; it takes " + String.join(", ", fields) + ".");
            }
        });
    }
}
