package com.blossomer.gtm.platform.worker;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.topics.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the tasks of a topic. One thread polls, always; each task runs on a virtual thread, {@code concurrency} at most. A
 * result is published before its task is marked done; tasks finish out of order, and after a crash only those run again
 * whose result was not published. Partitions bound the processes that can share the work, not its concurrency.
 *
 * <p>A broker that cannot be reached is waited for. An error of the loop itself is logged and the loop begins anew.
 */
public final class WorkerLoop<T extends SpecificRecord, R extends SpecificRecord> implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final KafkaClients clients;
    private final Topic<T> tasks;
    private final WorkerSettings settings;
    private final TaskRunner<T, R> runner;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile @Nullable PollLoop<T, R> loop;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    public WorkerLoop(
            KafkaClients clients,
            Topic<T> tasks,
            TaskHandler<T, R> handler,
            WorkerSettings settings,
            MeterRegistry registry,
            Tracing tracing) {
        this.clients = clients;
        this.tasks = tasks;
        this.settings = settings;
        this.runner = new TaskRunner<>(clients, tasks, handler, settings, registry, tracing);
        Gauge.builder("blossomer.worker.in.flight", inFlight, AtomicInteger::get)
                .description("Tasks being done now")
                .tag("worker", settings.group())
                .register(registry);
    }

    @Override
    public String name() {
        return settings.group();
    }

    @Override
    public int phase() {
        return 20;
    }

    @Override
    public synchronized void start() {
        stopping = false;
        thread = Thread.ofPlatform().name(settings.group()).start(this::run);
    }

    @Override
    public void stop() {
        end(PollLoop.Ending.ORDERLY);
        runner.close();
    }

    /** Ends as a crash does: nothing is committed, nothing handed back. For tests. */
    void kill() {
        end(PollLoop.Ending.CRASH);
        runner.close();
    }

    @Override
    public Health health() {
        PollLoop<T, R> running = loop;
        if (running == null) {
            return new Health(false, "not running");
        }
        Duration silent = running.sinceLastPoll();
        return silent.compareTo(SILENCE) > 0
                ? new Health(false, "has not polled for " + silent.toSeconds() + " s")
                : new Health(true, inFlight.get() + " in flight");
    }

    private void run() {
        while (!stopping) {
            try (PollLoop<T, R> running = new PollLoop<>(
                    clients.consumer(settings.group(), Map.of("max.poll.records", Math.max(64, settings.readAhead()))),
                    tasks,
                    runner,
                    settings,
                    inFlight)) {
                loop = running;
                if (!stopping) {
                    running.run();
                }
            } catch (RuntimeException | Error e) {
                LOG.atError()
                        .addKeyValue("worker", settings.group())
                        .setCause(e)
                        .log("worker loop failed and begins anew");
                pause();
            } finally {
                loop = null;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private synchronized void end(PollLoop.Ending ending) {
        stopping = true;
        PollLoop<T, R> running = loop;
        if (running != null) {
            running.end(ending);
        }
        Thread ended = thread;
        if (ended == null) {
            return;
        }
        try {
            ended.join(settings.stopTimeout().plusSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }
}
