package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Reads ahead of where a job stands, a little: what is read from Kafka at once is more than what may be sent at once. */
final class Feed {

    private static final int AHEAD = 1_000;
    /** Positions that one chunk passes at most, where many hold nothing of the job. */
    private static final int LONGEST = 10 * AHEAD;

    private final CommandReader reader;
    private final Deque<Optional<CampaignCommand>> ahead = new ArrayDeque<>();
    private long position;

    Feed(CommandReader reader, long position) {
        this.reader = reader;
        this.position = position;
    }

    /** Commands that are to be sent next, and where the job stands once they are. */
    record Chunk(List<CampaignCommand> commands, JobProgress after) {}

    boolean standsAt(JobProgress progress) {
        return position == progress.position();
    }

    /** At most so many commands; fewer, or none, where positions hold nothing of the job. */
    Chunk take(Connection connection, Job job, JobProgress from, int most) throws SQLException {
        List<CampaignCommand> commands = new ArrayList<>();
        long lost = from.lost();
        long first = position;
        while (commands.size() < most && position - first < LONGEST) {
            if (ahead.isEmpty() && !fill(connection, job.source())) {
                break;
            }
            Optional<CampaignCommand> record = ahead.removeFirst();
            position++;
            lost += record.isPresent() ? 0 : 1;
            record.flatMap(job.transform()).ifPresent(commands::add);
        }
        return new Chunk(commands, new JobProgress(position, from.dispatched() + commands.size(), lost));
    }

    private boolean fill(Connection connection, Source source) throws SQLException {
        if (position >= source.size()) {
            return false;
        }
        ahead.addAll(reader.read(source.topic(), source.at(connection, position, AHEAD)));
        return !ahead.isEmpty();
    }
}
