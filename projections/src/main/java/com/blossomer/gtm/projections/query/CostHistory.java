package com.blossomer.gtm.projections.query;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;

/** What campaigns did cost, stage by stage, from the provenance of their results. */
@Singleton
class CostHistory {

    /**
     * Of the latest 500 campaigns, of each stage the 10th and 90th percentile, added up. A result that was there already names what it cost when it was
     * bought, and counts as if it was bought.
     */
    private static final String FIGURES = """
            with latest as (
                select campaign_id from campaigns
                where tenant = ? and {which} and status in ('completed', 'partial')
                order by requested_at desc, campaign_id desc limit 500),
            results as (
                select s.campaign_id, s.stage, (s.provenance->>'cost_usd')::float8 as cost,
                       (s.provenance->>'input_tokens')::float8 + (s.provenance->>'output_tokens')::float8 as tokens
                from stages s join latest using (campaign_id)
                where s.tenant = ? and s.run = 1 and s.status = 'completed' and s.stage = any(?)),
            by_stage as (
                select stage, percentile_cont(array[0.1, 0.9]) within group (order by cost) as cost,
                       percentile_cont(array[0.1, 0.9]) within group (order by tokens) as tokens
                from results group by stage)
            select sum(cost[1]), sum(cost[2]), sum(tokens[1]), sum(tokens[2]), count(*),
                   (select count(distinct campaign_id) from results)
            from by_stage
            """;

    private static final String UNPRICED = """
            select exists (select 1 from usage where tenant = ? and unpriced_calls > 0 and {which} and stage = any(?))
            """;

    private static final String KNOWN = """
            select count(distinct site) from campaigns
            where tenant = ? and site = any(?) and status in ('completed', 'partial')
            """;

    private final JdbcOperations jdbc;

    CostHistory(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** What one campaign costs, between low and high. */
    record Figures(
            double costLow, double costHigh, double tokensLow, double tokensHigh, long campaigns, boolean unpriced) {}

    /** Of a batch's own campaigns; empty before some have all the stages. */
    @ReadOnly
    Optional<Figures> ofBatch(String tenant, String batchId, Collection<String> stages) {
        return figures(tenant, "batch_id = ?", batchId, stages);
    }

    /** Of all campaigns of a tenant. */
    @ReadOnly
    Optional<Figures> ofTenant(String tenant, Collection<String> stages) {
        return figures(tenant, "? = ''", "", stages);
    }

    /** How many of the sites have campaigns with assets. */
    @ReadOnly
    long known(String tenant, Collection<String> sites) {
        return jdbc.prepareStatement(KNOWN, statement -> {
            statement.setString(1, tenant);
            array(statement, 2, sites);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private Optional<Figures> figures(String tenant, String which, String value, Collection<String> stages) {
        boolean unpriced = jdbc.prepareStatement(UNPRICED.replace("{which}", which), statement -> {
            statement.setString(1, tenant);
            statement.setString(2, value);
            array(statement, 3, stages);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
        return jdbc.prepareStatement(FIGURES.replace("{which}", which), statement -> {
            statement.setString(1, tenant);
            statement.setString(2, value);
            statement.setString(3, tenant);
            array(statement, 4, stages);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(5) < stages.size()
                        ? Optional.empty()
                        : Optional.of(new Figures(
                                row.getDouble(1),
                                row.getDouble(2),
                                row.getDouble(3),
                                row.getDouble(4),
                                row.getLong(6),
                                unpriced));
            }
        });
    }

    private static void array(PreparedStatement statement, int at, Collection<String> values) throws SQLException {
        statement.setArray(at, statement.getConnection().createArrayOf("text", values.toArray()));
    }
}
