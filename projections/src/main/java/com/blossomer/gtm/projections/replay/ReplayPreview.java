package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.catalog.AssetCatalog;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a replay would come to, told from what the same stages of the same campaigns cost before. */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ReplayPreview")
record ReplayPreview(
        @Schema(description = "In the cohort.") long campaigns,

        @Schema(description = "Of these, those whose request is not kept any more; they are left out.")
        long unreachable,

        @Schema(description = "Stages that are asked for anew: asset to number of campaigns.")
        Map<String, Long> calls,

        @Schema(description = "Stages that are answered from what is stored, for nothing.")
        long cacheHits,

        @Schema(description = "That those calls took before.")
        long inputTokens,

        long outputTokens,

        @Schema(description = "That those calls cost before, in US dollars; 0 where no price was known.")
        BigDecimal costUsd,

        @Schema(description = "Calls among them whose earlier cost is not known, because they failed before.")
        long unknownCalls,

        @JsonFormat(shape = JsonFormat.Shape.STRING)
        @Schema(description = "When the oldest request was asked for that is kept; absent while none was dropped.")
        @Nullable
        Instant requestsKeptSince,

        @Schema(
                description =
                        "What of the cohort reaches past what is kept, and what to do; absent where nothing does.")
        @Nullable
        String note) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> VERSIONS = new TypeReference<>() {};

    private static final String GROUPS = """
            select r.prompt_versions::text, count(*),
                   count(*) filter (where k.command_offset is null or k.command_offset < coalesce(b.first, 0))
            from cohort k
            join runs r on r.tenant = k.tenant and r.campaign_id = k.campaign_id and r.run = k.base_run
            left join unnest(?::int[], ?::bigint[]) as b (part, first) on b.part = k.command_partition
            group by 1
            """;

    private static final String COSTS = """
            select r.prompt_versions::text, s.stage, count(*),
                   sum((s.provenance->>'input_tokens')::bigint), sum((s.provenance->>'output_tokens')::bigint),
                   sum((s.provenance->>'cost_usd')::numeric)
            from cohort k
            join runs r on r.tenant = k.tenant and r.campaign_id = k.campaign_id and r.run = k.base_run
            join stages s on s.tenant = k.tenant and s.campaign_id = k.campaign_id and s.run = k.base_run
            where s.status = 'completed' and s.stage <> 'content'
            group by 1, 2
            """;

    long allCalls() {
        return calls.values().stream().mapToLong(Long::longValue).sum();
    }

    static ReplayPreview of(
            Connection connection, AssetCatalog catalog, Cohort cohort, Change change, KeptRequests kept, Instant now)
            throws SQLException {
        Map<String, Set<String>> reached = new HashMap<>();
        Map<String, Long> calls = new TreeMap<>();
        long campaigns = 0;
        long unreachable = 0;
        long hits = 0;
        try (PreparedStatement select = connection.prepareStatement("with " + cohort.sql() + " " + GROUPS)) {
            int at = cohort.bind(connection, select, 1);
            select.setArray(at, connection.createArrayOf("int4", kept.partitions()));
            select.setArray(at + 1, connection.createArrayOf("int8", kept.offsets()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Map<String, String> versions = versions(row.getString(1));
                    Set<String> stages = change.reaches(catalog, versions);
                    reached.put(String.valueOf(row.getString(1)), stages);
                    long here = row.getLong(2) - row.getLong(3);
                    campaigns += row.getLong(2);
                    unreachable += row.getLong(3);
                    hits += here * (versions.size() - stages.size());
                    stages.forEach(stage -> calls.merge(stage, here, Long::sum));
                }
            }
        }
        String note = kept.note(cohort, campaigns, unreachable, now).orElse(null);
        return cost(connection, cohort, reached, new Counted(campaigns, unreachable, calls, hits, kept.since(), note));
    }

    private record Counted(
            long campaigns,
            long unreachable,
            Map<String, Long> calls,
            long hits,
            @Nullable Instant since,
            @Nullable String note) {}

    private static ReplayPreview cost(
            Connection connection, Cohort cohort, Map<String, Set<String>> reached, Counted counted)
            throws SQLException {
        long input = 0;
        long output = 0;
        long known = 0;
        BigDecimal cost = BigDecimal.ZERO;
        try (PreparedStatement select = connection.prepareStatement("with " + cohort.sql() + " " + COSTS)) {
            cohort.bind(connection, select, 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (reached.getOrDefault(String.valueOf(row.getString(1)), Set.of())
                            .contains(row.getString(2))) {
                        known += row.getLong(3);
                        input += row.getLong(4);
                        output += row.getLong(5);
                        BigDecimal paid = row.getBigDecimal(6);
                        cost = paid == null ? cost : cost.add(paid);
                    }
                }
            }
        }
        long all = counted.calls().values().stream().mapToLong(Long::longValue).sum();
        return new ReplayPreview(
                counted.campaigns(),
                counted.unreachable(),
                counted.calls(),
                counted.hits(),
                input,
                output,
                cost,
                Math.max(0, all - known),
                counted.since(),
                counted.note());
    }

    static Map<String, String> versions(@Nullable String json) {
        try {
            return json == null ? Map.of() : JSON.readValue(json, VERSIONS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("runs.prompt_versions is no object of texts", e);
        }
    }
}
