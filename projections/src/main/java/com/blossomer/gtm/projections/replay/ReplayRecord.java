package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.events.Replay;
import com.blossomer.gtm.events.ReplayState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A replay as the tables have it.
 *
 * @param cohort JSON, as it was asked
 * @param finished whether all of its runs have been sent and have ended
 */
record ReplayRecord(
        String tenant,
        String replayId,
        int run,
        String state,
        String cohort,
        long campaigns,
        Change change,
        List<String> budgets,
        int priority,
        Instant createdAt,
        Instant changedAt,
        long dispatched,
        long lost,
        boolean finished) {

    static final String COLUMNS = """
            select p.*, coalesce(d.dispatched, 0) as dispatched, coalesce(d.lost, 0) as lost,
                   coalesce(d.done, false) as done
            from replays p left join dispatch_jobs d on d.tenant = p.tenant and d.job_id = p.replay_id
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    static ReplayRecord of(ResultSet row) throws SQLException {
        return new ReplayRecord(
                row.getString("tenant"),
                row.getString("replay_id"),
                row.getInt("run"),
                row.getString("state"),
                row.getString("cohort"),
                row.getLong("campaigns"),
                new Change(
                        ReplayPreview.versions(row.getString("prompt_versions")),
                        names(row.getString("models")),
                        row.getString("from_stage")),
                names(row.getString("budgets")),
                row.getInt("priority"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("changed_at").toInstant(),
                row.getLong("dispatched"),
                row.getLong("lost"),
                row.getBoolean("done"));
    }

    /** The record that says so on the topic. */
    Replay event(ReplayState next, Instant at, String traceId) {
        return Replay.newBuilder()
                .setTenant(tenant)
                .setReplayId(replayId)
                .setRun(run)
                .setOccurredAt(at)
                .setTraceId(traceId)
                .setCreatedAt(createdAt)
                .setState(next)
                .setCohort(cohort)
                .setCampaigns(campaigns)
                .setPromptVersions(change.promptVersions())
                .setModels(change.models())
                .setFromStage(change.fromStage())
                .setBudgets(budgets)
                .setPriority(priority)
                .build();
    }

    private static List<String> names(@Nullable String json) {
        try {
            return json == null ? List.of() : JSON.readValue(json, NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of names in replays is none", e);
        }
    }
}
