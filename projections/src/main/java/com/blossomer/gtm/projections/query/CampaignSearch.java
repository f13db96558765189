package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lists of campaigns. Only the filters that are asked for are part of the statement, so that each finds its index. */
@Singleton
class CampaignSearch {

    private static final String OUTCOMES = """
            select tenant, campaign_id, run, stage, status, reason, detail, completed_at,
                   case when stage = ? then output end as output,
                   case when stage = ? then provenance end as provenance
            from stages
            where tenant = ? and (campaign_id, run) in (select * from unnest(?::text[], ?::int[]))
            order by completed_at
            """;

    private final JdbcOperations jdbc;

    CampaignSearch(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    @ReadOnly
    CampaignPage page(CampaignFilter filter) {
        List<CampaignRun> runs = runs(filter);
        boolean more = runs.size() > filter.limit();
        List<CampaignRun> shown = more ? runs.subList(0, filter.limit()) : runs;
        Map<String, List<StageOutcome>> outcomes = outcomes(filter, shown);
        List<CampaignView> views = shown.stream()
                .map(run -> CampaignView.of(run, outcomes.getOrDefault(run.campaignId(), List.of())))
                .toList();
        CampaignRun last = more ? shown.getLast() : null;
        return new CampaignPage(views, last == null ? null : new Cursor(last.requestedAt(), last.campaignId()).text());
    }

    /** One more than the page holds, to know whether there is another page. */
    private List<CampaignRun> runs(CampaignFilter filter) {
        StringBuilder sql = new StringBuilder("select * from campaign_runs c where current_run and tenant = ?");
        List<Object> values = new ArrayList<>(List.of(filter.tenant()));
        and(sql, values, " and batch_id = ?", filter.batch());
        and(sql, values, " and site = ?", filter.site());
        and(sql, values, " and campaign_status = ?", filter.status());
        and(
                sql,
                values,
                " and exists (select 1 from stages s where s.tenant = c.tenant and s.campaign_id = c.campaign_id"
                        + " and s.run = c.run and s.stage = ? and s.status = 'completed')",
                filter.asset());
        Cursor after = filter.after();
        if (after != null) {
            sql.append(" and (requested_at, campaign_id) < (?, ?)");
            values.add(after.requestedAt().atOffset(ZoneOffset.UTC));
            values.add(after.campaignId());
        }
        sql.append(" order by requested_at desc, campaign_id desc limit ?");
        values.add(filter.limit() + 1);
        return jdbc.prepareStatement(sql.toString(), statement -> {
            bind(statement, values);
            return jdbc.entityStream(statement.executeQuery(), CampaignRun.class)
                    .toList();
        });
    }

    private Map<String, List<StageOutcome>> outcomes(CampaignFilter filter, List<CampaignRun> runs) {
        if (runs.isEmpty()) {
            return Map.of();
        }
        String asset = filter.asset() == null ? "" : filter.asset();
        return jdbc.prepareStatement(OUTCOMES, statement -> {
            var connection = statement.getConnection();
            Object[] ids = runs.stream().map(CampaignRun::campaignId).toArray();
            Object[] numbers = runs.stream().map(CampaignRun::run).toArray();
            bind(
                    statement,
                    List.of(
                            asset,
                            asset,
                            filter.tenant(),
                            connection.createArrayOf("text", ids),
                            connection.createArrayOf("int4", numbers)));
            return jdbc.entityStream(statement.executeQuery(), StageOutcome.class)
                    .collect(Collectors.groupingBy(StageOutcome::campaignId));
        });
    }

    private static void and(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    private static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
    }
}
