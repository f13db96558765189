package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes campaigns, batches and replays that are past their age, a chunk in each transaction: what else writes waits for a
 * moment at most. Their ids tell no time (they follow from what the caller sent), so that there are no partitions to drop.
 */
final class OldCampaigns {

    /** What of it is under way stays, but not for ever: what its last events say may be past its age itself. */
    private static final Duration GRACE = Duration.ofDays(30);

    private static final String CAMPAIGNS = """
            select tenant, campaign_id from campaigns c
            where requested_at < ?
              and (requested_at < ? or status not in ('pending', 'running') and not exists (
                   select 1 from runs r where r.tenant = c.tenant and r.campaign_id = c.campaign_id
                   and r.status in ('pending', 'running')))
            order by requested_at limit ? for update skip locked
            """;

    /** Not before the last of its campaigns, which belong to it. */
    private static final String BATCHES = """
            select tenant, batch_id from batches b
            where greatest(received_at, control_at) < ? and not exists (
                select 1 from campaigns c where c.tenant = b.tenant and c.batch_id = b.batch_id)
            order by tenant, batch_id limit ? for update skip locked
            """;

    /** Later than its campaigns: while they are there, no other replay may have the number of its runs. */
    private static final String REPLAYS = """
            select tenant, replay_id, run from replays where changed_at < ?
            order by tenant, replay_id limit ? for update skip locked
            """;

    private static final List<String> OF_CAMPAIGNS = List.of(
            "delete from stages t using unnest(?, ?) as k (tenant, id) where t.tenant = k.tenant and t.campaign_id = k.id",
            "delete from runs t using unnest(?, ?) as k (tenant, id) where t.tenant = k.tenant and t.campaign_id = k.id",
            "delete from edits t using unnest(?, ?) as k (tenant, id) where t.tenant = k.tenant and t.campaign_id = k.id",
            "delete from campaigns t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.campaign_id = k.id");

    private static final List<String> OF_BATCHES = List.of(
            "delete from batch_counts t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.batch_id = k.id",
            "delete from dispatch_jobs t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.job_id = k.id",
            "delete from batches t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.batch_id = k.id");

    private static final List<String> OF_REPLAYS = List.of(
            "delete from replay_counts t using unnest(?, ?) as k (tenant, id)"
                    + " join replays p on p.tenant = k.tenant and p.replay_id = k.id"
                    + " where t.tenant = p.tenant and t.run = p.run",
            "delete from replay_campaigns t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.replay_id = k.id",
            "delete from dispatch_jobs t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.job_id = k.id",
            "delete from replays t using unnest(?, ?) as k (tenant, id)"
                    + " where t.tenant = k.tenant and t.replay_id = k.id");

    private final Connection connection;
    private final Instant cutoff;
    private final int chunk;

    /** @param connection without autocommit, and with nothing begun */
    OldCampaigns(Connection connection, Instant cutoff, int chunk) {
        this.connection = connection;
        this.cutoff = cutoff;
        this.chunk = chunk;
    }

    /** At most a chunk of them, with their runs and stages; how many, 0 when none are left. */
    int deleteCampaigns() throws SQLException {
        return delete(CAMPAIGNS, OF_CAMPAIGNS, chunk, cutoff, cutoff.minus(GRACE));
    }

    /** Once their campaigns are gone. */
    int deleteBatches() throws SQLException {
        return delete(BATCHES, OF_BATCHES, chunk, cutoff);
    }

    /** One at a time: its cohort may be large. */
    int deleteReplays() throws SQLException {
        return delete(REPLAYS, OF_REPLAYS, 1, cutoff.minus(GRACE));
    }

    private int delete(String select, List<String> deletes, int most, Instant... times) throws SQLException {
        return Transaction.of(connection, inside -> {
            List<String> tenants = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            try (PreparedStatement statement = inside.prepareStatement(select)) {
                int at = 1;
                for (Instant time : times) {
                    statement.setTimestamp(at++, Timestamp.from(time));
                }
                statement.setInt(at, most);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        tenants.add(row.getString(1));
                        ids.add(row.getString(2));
                    }
                }
            }
            if (!ids.isEmpty()) {
                for (String sql : deletes) {
                    try (PreparedStatement statement = inside.prepareStatement(sql)) {
                        statement.setArray(1, inside.createArrayOf("text", tenants.toArray()));
                        statement.setArray(2, inside.createArrayOf("text", ids.toArray()));
                        statement.executeUpdate();
                    }
                }
            }
            return ids.size();
        });
    }
}
