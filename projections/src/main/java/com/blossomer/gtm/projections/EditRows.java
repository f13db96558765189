package com.blossomer.gtm.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Edits in the tables: a complete one is its campaign's current run. */
final class EditRows {

    /**
     * Follows from what is in the tables alone, so that it comes to the same in whatever order the records came: the last
     * complete edit is current, unless a replay that was made after it was promoted.
     */
    private static final String SETTLE = """
            with latest as (
                select distinct on (r.tenant, r.campaign_id) r.tenant, r.campaign_id, r.run, r.finished_at
                from runs r join (select distinct * from unnest(?::text[], ?::text[]) as k (tenant, campaign_id)) k
                    on k.tenant = r.tenant and k.campaign_id = r.campaign_id
                where r.base_run is not null and r.status = 'completed'
                order by r.tenant, r.campaign_id, r.finished_at desc, r.run desc)
            update campaigns c set current_run = e.run, status = 'completed'
            from latest e
            where c.tenant = e.tenant and c.campaign_id = e.campaign_id and c.current_run <> e.run
              and not exists (select 1 from replays p where p.tenant = c.tenant and p.run = c.current_run
                              and p.created_at >= e.finished_at)
            """;

    private EditRows() {}

    /** Within the connection's transaction, after the runs and the campaigns. */
    static void settle(Connection connection, Collection<Row.Run> runs) throws SQLException {
        List<Row.Run> later = runs.stream().filter(run -> run.run() > 1).toList();
        if (later.isEmpty()) {
            return;
        }
        try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
            settle.setArray(
                    1,
                    connection.createArrayOf(
                            "text", later.stream().map(Row.Run::tenant).toArray()));
            settle.setArray(
                    2,
                    connection.createArrayOf(
                            "text", later.stream().map(Row.Run::campaignId).toArray()));
            settle.executeUpdate();
        }
    }
}
