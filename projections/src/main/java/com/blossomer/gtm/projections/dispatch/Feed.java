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
    private final Deque<Next> ahead = new ArrayDeque<>();
    private long position;

    Feed(CommandReader reader, long position) {
        this.reader = reader;
        this.position = position;
    }

    /** What a position holds: nothing that could be read, or what came of it. */
    private record Next(boolean lost, Optional<CampaignCommand> command) {}

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
            if (ahead.isEmpty() && !fill(connection, job)) {
                break;
            }
            Next next = ahead.removeFirst();
            position++;
            lost += next.lost() ? 1 : 0;
            next.command().ifPresent(commands::add);
        }
        return new Chunk(commands, new JobProgress(position, from.dispatched() + commands.size(), lost));
    }

    private boolean fill(Connection connection, Job job) throws SQLException {
        Source source = job.source();
        if (position >= source.size()) {
            return false;
        }
        List<Optional<CampaignCommand>> records = reader.read(source.topic(), source.at(connection, position, AHEAD));
        var made = job.transform()
                .apply(connection, records.stream().flatMap(Optional::stream).toList())
                .iterator();
        records.forEach(record ->
                ahead.add(record.isEmpty() ? new Next(true, Optional.empty()) : new Next(false, made.next())));
        return !ahead.isEmpty();
    }
}
