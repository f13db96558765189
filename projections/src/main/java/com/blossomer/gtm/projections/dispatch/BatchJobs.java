package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.StartRun;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Batches as jobs: their rows are the commands already. */
@Singleton
final class BatchJobs implements JobKind {

    private static final String OPEN = """
            select b.tenant, b.batch_id, b.row_partition, b.first_offset, b.end_offset, b.upload_trace, b.sample, b.go,
                   b.priority, b.control,
                   (select coalesce(sum(n), 0) from batch_counts c where c.tenant = b.tenant and c.batch_id = b.batch_id
                    and c.kind = 'status' and c.name not in ('pending', 'running')) as ended
            from batches b
            where b.received_at is not null and not exists (
                select 1 from dispatch_jobs d where d.tenant = b.tenant and d.job_id = b.batch_id and d.done)
            """;

    private static final String UNDER_WAY = """
            select campaign_id, current_run, site from campaigns
            where tenant = ? and batch_id = ? and status in ('pending', 'running') order by campaign_id limit ?
            """;

    @Override
    public List<Job> open(Connection connection) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OPEN);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                jobs.add(job(row));
            }
        }
        return jobs;
    }

    private static Job job(ResultSet row) throws SQLException {
        String batch = row.getString("batch_id");
        String trace = row.getString("upload_trace");
        long sample = row.getLong("sample");
        boolean unlimited = row.wasNull() || row.getBoolean("go");
        return new Job(
                row.getString("tenant"),
                batch,
                new Source.Range(row.getInt("row_partition"), row.getLong("first_offset"), row.getLong("end_offset")),
                Job.Transform.each(command -> of(batch, trace, command) ? Optional.of(command) : Optional.empty()),
                unlimited ? Long.MAX_VALUE : sample,
                row.getInt("priority"),
                switch (row.getString("control")) {
                    case "paused" -> Job.State.PAUSED;
                    case "cancelled" -> Job.State.CANCELLED;
                    default -> Job.State.RUNNING;
                },
                row.getLong("ended"));
    }

    /** Rows of other uploads lie between those of this one, also such of the same batch that was sent twice at once. */
    private static boolean of(String batch, String trace, CampaignCommand command) {
        return command.getTraceId().equals(trace)
                && command.getBody() instanceof StartRun start
                && batch.equals(start.getBatchId());
    }

    @Override
    public List<Underway> underWay(Connection connection, Job job, int most) throws SQLException {
        List<Underway> runs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(UNDER_WAY)) {
            select.setString(1, job.tenant());
            select.setString(2, job.id());
            select.setInt(3, most);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    runs.add(new Underway(row.getString(1), row.getInt(2), row.getString(3)));
                }
            }
        }
        return runs;
    }
}
