package com.blossomer.gtm.projections.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a replay made otherwise, field by field. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReplayDiff")
record ReplayDiff(
        @Schema(description = "Over all campaigns whose run has ended; with the first page alone.") @Nullable
        List<AssetSummary> summary,

        List<Campaign> campaigns,

        @Schema(description = "For the next page; missing on the last.") @Nullable
        String nextCursor) {

    private static final JsonMapper JSON = new JsonMapper();

    /** One asset over the cohort. Words are those of the asset's JSON values, names of fields left out. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ReplayAssetSummary")
    record AssetSummary(
            String asset,

            @Schema(description = "Campaigns that have it in both runs.")
            long compared,

            @Schema(description = "Of these, those where it differs.")
            long changed,

            @Schema(description = "Campaigns where it failed in the replay.")
            long failed,

            @Schema(description = "Campaigns that have it in the replay and had not before.")
            long gained,

            BigDecimal wordsBefore,
            BigDecimal wordsAfter,

            @Schema(description = "What the answers cost when they were bought, each, on average.")
            BigDecimal costUsdBefore,

            BigDecimal costUsdAfter,
            @Schema(description = "On average.") BigDecimal latencyMsBefore,
            BigDecimal latencyMsAfter) {}

    /** One campaign. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ReplayCampaignDiff")
    record Campaign(
            String campaignId,
            @Nullable String websiteUrl,

            @Schema(description = "The run that it is compared with.")
            int baseRun,

            @Schema(description = "Of the replay's run; missing while it has not started.") @Nullable
            String status,

            @Schema(description = "Assets that differ; those that are the same are left out.")
            List<Asset> assets) {}

    /** One asset of one campaign. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "ReplayAssetDiff")
    record Asset(
            String asset,

            @Schema(description = "Why it failed in the replay.") @Nullable
            String failure,

            List<Field> fields) {}

    /** One value; null where the other run has none of that path. */
    @Schema(name = "ReplayFieldDiff")
    record Field(
            @Schema(description = "A JSON pointer.", example = "/subject_lines/0")
            String path,

            @Schema(type = "object") @Nullable JsonNode before,

            @Schema(type = "object") @Nullable JsonNode after) {}

    /** The fields in which two outputs differ, in the order of the first, then those that only the second has. */
    static List<Field> fields(@Nullable String before, @Nullable String after) {
        Map<String, JsonNode> old = leaves(before);
        Map<String, JsonNode> now = leaves(after);
        List<Field> fields = new ArrayList<>();
        old.forEach((path, value) -> {
            if (!Objects.equals(value, now.get(path))) {
                fields.add(new Field(path, value, now.get(path)));
            }
        });
        now.forEach((path, value) -> {
            if (!old.containsKey(path)) {
                fields.add(new Field(path, null, value));
            }
        });
        return fields;
    }

    private static Map<String, JsonNode> leaves(@Nullable String json) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        try {
            collect("", json == null ? MissingNode.getInstance() : JSON.readTree(json), leaves);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stages.output is no JSON", e);
        }
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject()) {
            node.properties()
                    .forEach(member -> collect(
                            path + "/" + member.getKey().replace("~", "~0").replace("/", "~1"),
                            member.getValue(),
                            leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "/" + i, node.path(i), leaves);
            }
        } else if (!node.isMissingNode()) {
            leaves.put(path, node);
        }
    }
}
