package com.blossomer.gtm.projections.replay;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.projections.dispatch.Job;
import com.blossomer.gtm.projections.dispatch.JobKind;
import com.blossomer.gtm.projections.dispatch.Source;
import com.blossomer.gtm.projections.dispatch.Span;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replays as jobs: the campaigns' own requests are read again, and become requests for another run. */
@Singleton
final class ReplayJobs implements JobKind {

    /** A replay asks what its campaigns asked, of the pages as they were read: older than any that is kept. */
    private static final long ANY_AGE = Duration.ofDays(3_650).toSeconds();

    private static final String OPEN = ReplayRecord.COLUMNS + """
            where p.state in ('running', 'paused', 'cancelled') and not coalesce(d.done, false)
            """;

    private static final String ENDED = """
            select coalesce(sum(n), 0) from replay_counts
            where tenant = ? and run = ? and status not in ('pending', 'running')
            """;

    private static final String NEXT = """
            select command_partition, command_offset from replay_campaigns
            where tenant = ? and replay_id = ? and position >= ? order by position limit ?
            """;

    private static final String BASES = """
            select k.campaign_id, r.prompt_versions::text from replay_campaigns k
            join runs r on r.tenant = k.tenant and r.campaign_id = k.campaign_id and r.run = k.base_run
            where k.tenant = ? and k.replay_id = ? and k.campaign_id = any(?)
            """;

    private static final String UNDER_WAY = """
            select r.campaign_id, r.run, c.site from runs r
            join campaigns c on c.tenant = r.tenant and c.campaign_id = r.campaign_id
            where r.tenant = ? and r.run = ? and r.run > 1 and r.status in ('pending', 'running')
            order by r.campaign_id limit ?
            """;

    private final Clock clock;

    ReplayJobs(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<Job> open(Connection connection) throws SQLException {
        List<Job> jobs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OPEN);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                jobs.add(job(connection, ReplayRecord.of(row)));
            }
        }
        return jobs;
    }

    private Job job(Connection connection, ReplayRecord replay) throws SQLException {
        return new Job(
                replay.tenant(),
                replay.replayId(),
                new Requests(replay),
                (database, commands) -> runs(database, replay, commands),
                Long.MAX_VALUE,
                replay.priority(),
                switch (replay.state()) {
                    case "paused" -> Job.State.PAUSED;
                    case "cancelled" -> Job.State.CANCELLED;
                    default -> Job.State.RUNNING;
                },
                ended(connection, replay));
    }

    private static long ended(Connection connection, ReplayRecord replay) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ENDED)) {
            select.setString(1, replay.tenant());
            select.setInt(2, replay.run());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Where the requests of the cohort lie. */
    private record Requests(ReplayRecord replay) implements Source {

        @Override
        public Topic<CampaignCommand> topic() {
            return Topics.CAMPAIGN_COMMANDS;
        }

        @Override
        public long size() {
            return replay.campaigns();
        }

        @Override
        public List<Span> at(Connection connection, long position, int most) throws SQLException {
            List<Span> spans = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(NEXT)) {
                select.setString(1, replay.tenant());
                select.setString(2, replay.replayId());
                select.setLong(3, position);
                select.setInt(4, most);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        spans.add(new Span(row.getInt(1), row.getLong(2), 1));
                    }
                }
            }
            return spans;
        }
    }

    private List<Optional<CampaignCommand>> runs(
            Connection connection, ReplayRecord replay, List<CampaignCommand> requests) throws SQLException {
        Map<String, Map<String, String>> bases = bases(connection, replay, requests);
        List<Optional<CampaignCommand>> runs = new ArrayList<>();
        for (CampaignCommand request : requests) {
            Map<String, String> base = bases.get(request.getCampaignId());
            runs.add(
                    base != null
                                    && request.getTenant().equals(replay.tenant())
                                    && request.getBody() instanceof StartRun start
                            ? Optional.of(run(replay, request, start, base))
                            : Optional.empty());
        }
        return runs;
    }

    private static Map<String, Map<String, String>> bases(
            Connection connection, ReplayRecord replay, List<CampaignCommand> requests) throws SQLException {
        Map<String, Map<String, String>> bases = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(BASES)) {
            select.setString(1, replay.tenant());
            select.setString(2, replay.replayId());
            select.setArray(
                    3,
                    connection.createArrayOf(
                            "text",
                            requests.stream()
                                    .map(CampaignCommand::getCampaignId)
                                    .toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    bases.put(row.getString(1), ReplayPreview.versions(row.getString(2)));
                }
            }
        }
        return bases;
    }

    private CampaignCommand run(
            ReplayRecord replay, CampaignCommand request, StartRun start, Map<String, String> base) {
        return CampaignCommand.newBuilder(request)
                .setRun(replay.run())
                .setOccurredAt(Instant.now(clock).truncatedTo(ChronoUnit.MILLIS))
                .setBody(StartRun.newBuilder(start)
                        .setLane(Lane.BATCH)
                        .setBatchId(null)
                        .setColumns(Map.of())
                        .setMaxAgeSeconds(ANY_AGE)
                        .setReplayId(replay.replayId())
                        .setBaseRun(null)
                        .setKept(Map.of())
                        .setPromptVersions(replay.change().versions(base))
                        .setModels(replay.change().models())
                        .setFromStage(replay.change().fromStage())
                        .setBudgets(replay.budgets())
                        .build())
                .build();
    }

    @Override
    public List<Underway> underWay(Connection connection, Job job, int most) throws SQLException {
        List<Underway> runs = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(UNDER_WAY)) {
            select.setString(1, job.tenant());
            select.setInt(2, ((Requests) job.source()).replay().run());
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
