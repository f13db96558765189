package com.blossomer.gtm.projections.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.annotation.ReadOnly;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a batch's campaigns page by page, in the order in which they were sent. */
@Singleton
class BatchExport {

    static final int PAGE = 100;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private static final String CAMPAIGNS = """
            select c.campaign_id, c.website_url, c.site, c.status, c.requested_at, c.columns,
                   r.failed_stage, r.failure_reason, r.failure_detail, made.assets, made.cost
            from campaigns c
            join runs r on r.tenant = c.tenant and r.campaign_id = c.campaign_id and r.run = c.current_run
            left join lateral (
                select json_object_agg(s.stage, s.output) as assets,
                       sum((s.provenance->>'cost_usd')::numeric) filter (where s.provenance->>'source' <> 'cache') as cost
                from stages s where s.tenant = c.tenant and s.campaign_id = c.campaign_id and s.run = c.current_run
                    and s.status = 'completed' and s.stage <> 'content') made on true
            where c.tenant = ? and c.batch_id = ? and (c.requested_at, c.campaign_id) > (?, ?)
            order by c.requested_at, c.campaign_id limit ?
            """;

    private final JdbcOperations jdbc;

    BatchExport(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /** Where reading goes on. */
    record Place(Instant requestedAt, String campaignId) {
        static final Place START = new Place(Instant.EPOCH, "");
    }

    @ReadOnly
    List<ExportedCampaign> page(BatchRecord batch, Place after) {
        return jdbc.prepareStatement(CAMPAIGNS, statement -> {
            statement.setString(1, batch.tenant());
            statement.setString(2, batch.batchId());
            statement.setObject(3, after.requestedAt().atOffset(ZoneOffset.UTC));
            statement.setString(4, after.campaignId());
            statement.setInt(5, PAGE);
            List<ExportedCampaign> page = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    page.add(campaign(row));
                }
            }
            return page;
        });
    }

    /** Behind a campaign of the batch; empty when it is none. */
    @ReadOnly
    Optional<Place> after(BatchRecord batch, String campaignId) {
        String sql = "select requested_at from campaigns where tenant = ? and campaign_id = ? and batch_id = ?";
        return jdbc.prepareStatement(sql, statement -> {
            statement.setString(1, batch.tenant());
            statement.setString(2, campaignId);
            statement.setString(3, batch.batchId());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Place(row.getObject(1, OffsetDateTime.class).toInstant(), campaignId))
                        : Optional.empty();
            }
        });
    }

    /** The batch's own columns, in their order. */
    static List<String> own(BatchRecord batch) {
        try {
            return batch.columns() == null ? List.of() : MAPPER.readValue(batch.columns(), NAMES);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("batches.columns is no array of names", e);
        }
    }

    private static ExportedCampaign campaign(ResultSet row) throws SQLException {
        BigDecimal cost = row.getBigDecimal("cost");
        return new ExportedCampaign(
                row.getString("campaign_id"),
                row.getString("website_url"),
                row.getString("site"),
                row.getString("status"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getString("failed_stage"),
                row.getString("failure_reason"),
                row.getString("failure_detail"),
                cost == null ? null : cost.stripTrailingZeros().toPlainString(),
                json(row.getString("columns")),
                json(row.getString("assets")));
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return text == null ? MAPPER.createObjectNode() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a column of campaigns or stages is no JSON", e);
        }
    }
}
