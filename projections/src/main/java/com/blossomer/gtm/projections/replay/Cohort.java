package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.site.WebsiteUrl;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which campaigns a replay is about: all conditions together. Only campaigns that have ended are in a cohort.
 *
 * @param conditions SQL over {@code campaigns c}
 * @param sample only so many of them, spread evenly and always the same; null for all
 * @param from when they were asked for at the earliest; null without such a condition
 * @param ranges of the topic of requests; empty without such a condition
 */
record Cohort(
        String tenant,
        List<Condition> conditions,
        @Nullable Long sample,
        @Nullable Instant from,
        List<Range> ranges) {

    private static final Set<String> ENDED = Set.of("completed", "partial", "failed", "cancelled");
    private static final int MOST_IDS = 10_000;

    /** A piece of SQL with its values. */
    record Condition(String sql, List<Object> values) {}

    /** Where requests lie; {@code to} is not part of it. */
    record Range(int partition, long from, long to) {}

    /** @param json no field of it is null */
    static Cohort parse(String tenant, JsonNode json, @Nullable Long sample) {
        if (!json.isObject() || json.isEmpty()) {
            throw ReplayProblems.wrong(
                    "cohort must be an object that says which campaigns, such as {\"batch\": \"bat_…\"}; it takes "
                            + String.join(", ", ReplayForm.fields(ReplayForm.CohortForm.class)) + ".");
        }
        ReplayForm.requireFields(json, ReplayForm.CohortForm.class, "a cohort");
        List<Condition> conditions = new ArrayList<>();
        conditions.add(new Condition("c.status in ('completed', 'partial', 'failed', 'cancelled')", List.of()));
        text(json, "batch", conditions, "c.batch_id = ?");
        ids(json.path("campaigns"), conditions);
        site(json.path("site"), conditions);
        status(json.path("status"), conditions);
        text(
                json,
                "asset",
                conditions,
                "exists (select 1 from stages s where s.tenant = c.tenant and s.campaign_id = c.campaign_id"
                        + " and s.run = c.current_run and s.stage = ? and s.status = 'completed')");
        Instant from = time(json, "from", conditions, "c.requested_at >= ?");
        time(json, "to", conditions, "c.requested_at < ?");
        List<Range> ranges = offsets(json.path("offsets"), conditions);
        return new Cohort(tenant, List.copyOf(conditions), sample, from, ranges);
    }

    /**
     * {@code cohort as (…)}: tenant, campaign_id, base_run, command_partition, command_offset. The request is that of the run
     * that is shown: what a user has edited is in it.
     */
    String sql() {
        StringBuilder sql = new StringBuilder("cohort as (select c.tenant, c.campaign_id, c.current_run as base_run,"
                + " coalesce(shown.command_partition, c.command_partition) as command_partition,"
                + " coalesce(shown.command_offset, c.command_offset) as command_offset"
                + " from campaigns c left join runs shown on shown.tenant = c.tenant"
                + " and shown.campaign_id = c.campaign_id and shown.run = c.current_run where c.tenant = ?");
        conditions.forEach(condition -> sql.append(" and ").append(condition.sql()));
        if (sample != null) {
            sql.append(" order by md5(c.campaign_id) limit ?");
        }
        return sql.append(')').toString();
    }

    /** Sets the values of {@link #sql}, from a parameter on; the next parameter. */
    int bind(Connection connection, PreparedStatement statement, int from) throws SQLException {
        int at = from;
        statement.setString(at++, tenant);
        for (Condition condition : conditions) {
            for (Object value : condition.values()) {
                if (value instanceof List<?> list) {
                    statement.setArray(at++, connection.createArrayOf("text", list.toArray()));
                } else {
                    statement.setObject(at++, value);
                }
            }
        }
        if (sample != null) {
            statement.setLong(at++, sample);
        }
        return at;
    }

    private static void text(JsonNode json, String field, List<Condition> conditions, String sql) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            throw ReplayProblems.wrong("cohort." + field + " must be a text.");
        }
        conditions.add(new Condition(sql, List.of(value.asText())));
    }

    private static void ids(JsonNode ids, List<Condition> conditions) {
        if (ids.isMissingNode()) {
            return;
        }
        if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST_IDS) {
            throw ReplayProblems.wrong("cohort.campaigns must be a list of 1 to " + MOST_IDS + " campaign ids.");
        }
        List<Object> list = StreamSupport.stream(ids.spliterator(), false)
                .<Object>map(JsonNode::asText)
                .toList();
        conditions.add(new Condition("c.campaign_id = any(?)", List.of(list)));
    }

    private static void site(JsonNode site, List<Condition> conditions) {
        if (site.isMissingNode()) {
            return;
        }
        switch (WebsiteUrl.parse(site.asText())) {
            case WebsiteUrl.Valid valid ->
                conditions.add(new Condition("c.site = ?", List.of(valid.url().site())));
            case WebsiteUrl.Invalid invalid ->
                throw ReplayProblems.wrong("cohort.site " + invalid.problem() + "; write it like https://acme.com.");
        }
    }

    private static void status(JsonNode status, List<Condition> conditions) {
        if (status.isMissingNode()) {
            return;
        }
        if (!ENDED.contains(status.asText())) {
            throw ReplayProblems.wrong("cohort.status must be one of "
                    + String.join(", ", ENDED.stream().sorted().toList())
                    + ": only campaigns that have ended are replayed.");
        }
        conditions.add(new Condition("c.status = ?", List.of(status.asText())));
    }

    private static @Nullable Instant time(JsonNode json, String field, List<Condition> conditions, String sql) {
        JsonNode value = json.path(field);
        if (value.isMissingNode()) {
            return null;
        }
        try {
            Instant time = Instant.parse(value.asText());
            conditions.add(new Condition(sql, List.of(Timestamp.from(time))));
            return time;
        } catch (DateTimeParseException e) {
            throw ReplayProblems.wrong("cohort." + field + " must be a time such as 2026-01-31T12:00:00Z.");
        }
    }

    /** Ranges of the topic of requests itself. */
    private static List<Range> offsets(JsonNode offsets, List<Condition> conditions) {
        if (offsets.isMissingNode()) {
            return List.of();
        }
        List<Range> ranges = new ArrayList<>();
        for (JsonNode range : offsets) {
            if (!range.path("partition").isInt()
                    || !range.path("from").isIntegralNumber()
                    || !range.path("to").isIntegralNumber()) {
                throw ReplayProblems.wrong("cohort.offsets must be a list such as"
                        + " [{\"partition\": 0, \"from\": 0, \"to\": 1000}], where to is not part of it.");
            }
            ranges.add(new Range(
                    range.path("partition").asInt(),
                    range.path("from").asLong(),
                    range.path("to").asLong()));
        }
        if (ranges.isEmpty()) {
            throw ReplayProblems.wrong("cohort.offsets names no range.");
        }
        List<Object> values = ranges.stream()
                .flatMap(range -> Stream.<Object>of(range.partition(), range.from(), range.to()))
                .toList();
        String sql = "(c.command_partition = ? and c.command_offset >= ? and c.command_offset < ?)";
        conditions.add(new Condition("(" + String.join(" or ", Collections.nCopies(ranges.size(), sql)) + ")", values));
        return List.copyOf(ranges);
    }
}
