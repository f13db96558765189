package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.projections.dispatch.JobKind.Underway;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the commands of jobs to the pipeline, so many that no more than a window of campaigns is under way. Progress is noted
 * after Kafka has acknowledged: a crash in between sends one chunk again, which changes nothing, because the pipeline ignores
 * runs that it knows. Owned by one thread.
 */
final class Dispatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int CANCELLED_AT_ONCE = 10_000;

    private final List<JobKind> kinds;
    private final CommandReader reader;
    private final Sender sender;
    private final DispatchSettings settings;
    private final Ids ids;
    private final Clock clock;
    private final JobTable table = new JobTable();
    private final Map<Job.Key, Feed> feeds = new HashMap<>();
    private final Map<Job.Key, Set<String>> asked = new HashMap<>();

    Dispatcher(
            List<JobKind> kinds,
            CommandReader reader,
            Sender.Log commands,
            DispatchSettings settings,
            Ids ids,
            Clock clock) {
        this.kinds = List.copyOf(kinds);
        this.reader = reader;
        this.sender = new Sender(commands);
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    private record Open(JobKind kind, Job job, JobProgress progress) {}

    /**
     * Looks at all jobs once, and sends what may be sent.
     *
     * @return commands sent
     * @throws SQLException when the database, and with it the lock, is away
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer; nothing is noted as sent that may not be
     */
    int step(Connection connection) throws SQLException, InterruptedException {
        List<Open> open = open(connection);
        long inFlight = 0;
        List<Shares.Demand> demands = new ArrayList<>();
        Map<Job.Key, Open> byKey = new HashMap<>();
        for (Open one : open) {
            Job job = one.job();
            byKey.put(job.key(), one);
            inFlight += one.progress().inFlight(job);
            demands.add(
                    new Shares.Demand(job.key(), job.priority(), one.progress().allowance(job)));
        }
        feeds.keySet().removeIf(key -> {
            Open still = byKey.get(key);
            return still == null || still.progress().allowance(still.job()) == 0;
        });
        int sent = 0;
        for (Open one : open) {
            sent += end(connection, one);
        }
        for (var share : Shares.of(demands, settings.window() - inFlight).entrySet()) {
            Open one = byKey.get(share.getKey());
            if (one != null) {
                sent += send(connection, one.job(), one.progress(), Math.min(share.getValue(), settings.chunk()));
            }
        }
        return sent;
    }

    private List<Open> open(Connection connection) throws SQLException {
        List<Open> open = new ArrayList<>();
        // The jobs first: what ends between the two reads then counts as under way once more, never as free too early.
        Map<JobKind, List<Job>> jobs = new HashMap<>();
        for (JobKind kind : kinds) {
            jobs.put(kind, kind.open(connection));
        }
        Map<Job.Key, JobProgress> progress = table.open(connection);
        jobs.forEach((kind, all) ->
                all.forEach(job -> open.add(new Open(kind, job, progress.getOrDefault(job.key(), JobProgress.NONE)))));
        return open;
    }

    private int send(Connection connection, Job job, JobProgress from, int most)
            throws SQLException, InterruptedException {
        Feed feed = feeds.computeIfAbsent(job.key(), key -> new Feed(reader, from.position()));
        if (!feed.standsAt(from)) {
            feed = new Feed(reader, from.position());
            feeds.put(job.key(), feed);
        }
        Feed.Chunk chunk = feed.take(connection, job, from, most);
        sender.send(chunk.commands());
        if (!table.advance(connection, job.key(), from, chunk.after())) {
            feeds.remove(job.key());
            LOG.atWarn().addKeyValue("job", job.id()).log("a job was moved on by somebody else; looking again");
        }
        return chunk.commands().size();
    }

    /** Cancels what is under way of a cancelled job, and closes jobs of which nothing is left. */
    private int end(Connection connection, Open one) throws SQLException, InterruptedException {
        Job job = one.job();
        int sent = 0;
        boolean cancelled = job.state() == Job.State.CANCELLED;
        if (cancelled) {
            sent = cancel(connection, one);
        }
        if ((cancelled || one.progress().exhausted(job)) && one.progress().inFlight(job) == 0) {
            table.finish(connection, job.key());
            asked.remove(job.key());
            LOG.atInfo()
                    .addKeyValue("job", job.id())
                    .addKeyValue("dispatched", one.progress().dispatched())
                    .addKeyValue("lost", one.progress().lost())
                    .log("a job has ended");
        }
        return sent;
    }

    private int cancel(Connection connection, Open one) throws SQLException, InterruptedException {
        Job job = one.job();
        Set<String> told = asked.computeIfAbsent(job.key(), key -> new HashSet<>());
        List<CampaignCommand> commands = new ArrayList<>();
        for (Underway run : one.kind().underWay(connection, job, CANCELLED_AT_ONCE)) {
            if (told.add(run.campaignId() + "/" + run.run())) {
                commands.add(new CampaignCommand(
                        job.tenant(),
                        run.campaignId(),
                        run.run(),
                        run.site(),
                        Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                        ids.traceId(),
                        new CancelRun()));
            }
        }
        try {
            sender.send(commands);
        } catch (RuntimeException e) {
            asked.remove(job.key());
            throw e;
        }
        return commands.size();
    }

    @Override
    public void close() {
        reader.close();
    }
}
