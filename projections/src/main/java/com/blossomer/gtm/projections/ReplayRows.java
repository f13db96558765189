package com.blossomer.gtm.projections;

import com.blossomer.gtm.events.Replay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.Locale;

/** Replays in the tables: how they stand, and what promoting, undoing and discarding them changes, in one step each. */
final class ReplayRows {

    private static final String UPSERT = """
            insert into replays as old (tenant, replay_id, run, state, cohort, campaigns, prompt_versions, models,
                                        from_stage, budgets, priority, created_at, changed_at)
            values (?, ?, ?, ?, ?::json, ?, ?::json, ?::json, ?, ?::json, ?, ?, ?)
            on conflict (tenant, replay_id) do update set state = excluded.state, changed_at = excluded.changed_at
            where excluded.changed_at >= old.changed_at
            """;

    /**
     * Runs that are not complete are no improvement: their campaigns stay as they are. So do those that a user has edited
     * since the replay was made, which knows nothing of the edit.
     */
    private static final String PROMOTE = """
            update campaigns c set current_run = r.run, status = r.status
            from replays p join runs r on r.tenant = p.tenant and r.run = p.run and r.status = 'completed'
            where p.tenant = ? and p.replay_id = ?
              and c.tenant = r.tenant and c.campaign_id = r.campaign_id and c.current_run <> r.run
              and not exists (select 1 from runs e where e.tenant = c.tenant and e.campaign_id = c.campaign_id
                              and e.base_run is not null and e.status = 'completed' and e.finished_at > p.created_at)
            """;

    /** Campaigns that something else was promoted for since stay with that. */
    private static final String GO_BACK = """
            update campaigns c set current_run = k.base_run, status = r.status
            from replays p
            join replay_campaigns k on k.tenant = p.tenant and k.replay_id = p.replay_id
            join runs r on r.tenant = k.tenant and r.campaign_id = k.campaign_id and r.run = k.base_run
            where p.tenant = ? and p.replay_id = ?
              and c.tenant = k.tenant and c.campaign_id = k.campaign_id and c.current_run = p.run
            """;

    /**
     * Where it is not known any more what a discarded replay's campaigns go back to, as in tables that are built anew: to what
     * was promoted or edited last, or else to the first run.
     */
    private static final String GO_BACK_FURTHER = """
            update campaigns c set current_run = b.run, status = b.status
            from replays p
            join campaigns k on k.tenant = p.tenant and k.current_run = p.run
            cross join lateral (
                select r.run, r.status from runs r
                left join replays q on q.tenant = r.tenant and q.run = r.run and q.state = 'promoted'
                    and not exists (select 1 from runs e where e.tenant = r.tenant and e.campaign_id = r.campaign_id
                                    and e.base_run is not null and e.status = 'completed'
                                    and e.finished_at > q.created_at)
                where r.tenant = k.tenant and r.campaign_id = k.campaign_id
                  and (r.run = 1 or (q.run is not null or r.base_run is not null) and r.status = 'completed')
                order by coalesce(q.changed_at, case when r.run > 1 then r.finished_at end) desc nulls last limit 1) b
            where p.tenant = ? and p.replay_id = ?
              and c.tenant = k.tenant and c.campaign_id = k.campaign_id
            """;

    private ReplayRows() {}

    static Row.Replay of(Replay replay) {
        return new Row.Replay(
                replay.getTenant(),
                replay.getReplayId(),
                replay.getRun(),
                replay.getState().name().toLowerCase(Locale.ROOT),
                replay.getCohort(),
                replay.getCampaigns(),
                Json.of(replay.getPromptVersions()),
                Json.of(replay.getModels()),
                replay.getFromStage(),
                Json.of(replay.getBudgets()),
                replay.getPriority(),
                replay.getCreatedAt(),
                replay.getOccurredAt());
    }

    /** Within the connection's transaction, after the runs that it may speak of. */
    static void write(Connection connection, Collection<Row.Replay> replays) throws SQLException {
        for (Row.Replay replay : replays) {
            if (upsert(connection, replay) == 0) {
                continue; // something later is known already
            }
            switch (replay.state()) {
                case "promoted" -> run(connection, PROMOTE, replay);
                case "undone" -> run(connection, GO_BACK, replay);
                case "discarded" -> discard(connection, replay);
                default -> {
                    // the dispatcher sees it in the table
                }
            }
        }
    }

    private static int upsert(Connection connection, Row.Replay replay) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            upsert.setString(1, replay.tenant());
            upsert.setString(2, replay.replayId());
            upsert.setInt(3, replay.run());
            upsert.setString(4, replay.state());
            upsert.setString(5, replay.cohort());
            upsert.setLong(6, replay.campaigns());
            upsert.setString(7, replay.promptVersions());
            upsert.setString(8, replay.models());
            upsert.setString(9, replay.fromStage());
            upsert.setString(10, replay.budgets());
            upsert.setInt(11, replay.priority());
            upsert.setTimestamp(12, Timestamp.from(replay.createdAt()));
            upsert.setTimestamp(13, Timestamp.from(replay.changedAt()));
            return upsert.executeUpdate();
        }
    }

    /** What it cost stays in the usage: it was paid. */
    private static void discard(Connection connection, Row.Replay replay) throws SQLException {
        run(connection, GO_BACK, replay);
        run(connection, GO_BACK_FURTHER, replay);
        for (String table : new String[] {"stages", "runs", "replay_counts"}) {
            try (PreparedStatement delete =
                    connection.prepareStatement("delete from " + table + " where tenant = ? and run = ? and run > 1")) {
                delete.setString(1, replay.tenant());
                delete.setInt(2, replay.run());
                delete.executeUpdate();
            }
        }
        run(connection, "delete from replay_campaigns where tenant = ? and replay_id = ?", replay);
        run(connection, "delete from dispatch_jobs where tenant = ? and job_id = ?", replay);
    }

    private static void run(Connection connection, String sql, Row.Replay replay) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, replay.tenant());
            statement.setString(2, replay.replayId());
            statement.executeUpdate();
        }
    }
}
