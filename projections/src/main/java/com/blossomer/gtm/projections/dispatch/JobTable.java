package com.blossomer.gtm.projections.dispatch;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** Keeps how far jobs are. Written through the connection that holds the dispatcher's lock, so that one who lost it fails. */
final class JobTable {

    private static final String ADVANCE = """
            insert into dispatch_jobs as old (tenant, job_id, position, dispatched, lost, started_at)
            select ?, ?, ?, ?, ?, now() where ? = 0
                or exists (select 1 from dispatch_jobs where tenant = ? and job_id = ? and position = ?)
            on conflict (tenant, job_id) do update set
                position = excluded.position, dispatched = excluded.dispatched, lost = excluded.lost
            where old.position = ?
            """;

    private static final String FINISH = """
            insert into dispatch_jobs as old (tenant, job_id, done, done_at) values (?, ?, true, now())
            on conflict (tenant, job_id) do update set done = true, done_at = now()
            """;

    Map<Job.Key, JobProgress> open(Connection connection) throws SQLException {
        Map<Job.Key, JobProgress> open = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "select tenant, job_id, position, dispatched, lost from dispatch_jobs where not done");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                open.put(
                        new Job.Key(row.getString(1), row.getString(2)),
                        new JobProgress(row.getLong(3), row.getLong(4), row.getLong(5)));
            }
        }
        return open;
    }

    /** False when the job is not where it was thought to be: somebody else has moved it. */
    boolean advance(Connection connection, Job.Key job, JobProgress from, JobProgress to) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(ADVANCE)) {
            upsert.setString(1, job.tenant());
            upsert.setString(2, job.id());
            upsert.setLong(3, to.position());
            upsert.setLong(4, to.dispatched());
            upsert.setLong(5, to.lost());
            upsert.setLong(6, from.position());
            upsert.setString(7, job.tenant());
            upsert.setString(8, job.id());
            upsert.setLong(9, from.position());
            upsert.setLong(10, from.position());
            return upsert.executeUpdate() == 1;
        }
    }

    void finish(Connection connection, Job.Key job) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement(FINISH)) {
            upsert.setString(1, job.tenant());
            upsert.setString(2, job.id());
            upsert.executeUpdate();
        }
    }
}
