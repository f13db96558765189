package com.blossomer.gtm.projections;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link ProjectionLoop} going on a thread of its own, through outages of the database and the broker. */
@Singleton
final class Projection implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Projection.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** Events are waited for, a little, so that many share a transaction of Postgres. */
    private static final int FETCH_MIN_BYTES = 128 * 1024;

    private static final int FETCH_MAX_WAIT_MS = 50;
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);

    private final KafkaClients kafka;
    private final DeadLetters deadLetters;
    private final DataSource database;
    private final ProjectionSettings settings;
    private final Tracing tracing;
    private final Counter written;
    private final AtomicLong lag = new AtomicLong();

    private volatile @Nullable ComponentThread thread;
    private volatile @Nullable ProjectionLoop loop;
    private volatile boolean caughtUp;
    private volatile @Nullable String failure;

    Projection(
            KafkaClients kafka,
            DeadLetters deadLetters,
            DataSource database,
            DataSourceResolver resolver,
            ProjectionSettings settings,
            MeterRegistry metrics,
            Tracing tracing) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.database = resolver.resolve(database);
        this.settings = settings;
        this.tracing = tracing;
        this.written = metrics.counter("blossomer.projection.rows");
        metrics.gauge("blossomer.projection.lag", lag);
    }

    @Override
    public String name() {
        return "projection";
    }

    @Override
    public int phase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        thread = ComponentThread.start("projection", this::run);
    }

    @Override
    public synchronized void stop() {
        ComponentThread ending = thread;
        if (ending != null) {
            ending.stop(() -> {
                ProjectionLoop running = loop;
                if (running != null) {
                    running.wakeup();
                }
            });
            thread = null;
        }
    }

    @Override
    public Health health() {
        if (!ComponentThread.alive(thread)) {
            return new Health(false, "not running");
        }
        String failed = failure;
        if (failed != null) {
            return new Health(false, failed);
        }
        if (!caughtUp) {
            return new Health(false, "catching up: " + lag.get() + " records behind");
        }
        return new Health(true, lag.get() + " records behind");
    }

    private void run(ComponentThread running) {
        Duration backoff = FIRST_BACKOFF;
        while (!running.stopping()) {
            try (ProjectionLoop opened = open()) {
                loop = opened;
                while (!running.stopping()) {
                    backoff = step(opened, backoff);
                }
            } catch (WakeupException e) {
                LOG.atDebug().log("projection stops");
            } catch (RuntimeException | Error e) {
                // Errors too: a thread that ended would leave a service that looks alive and projects nothing.
                failure = "reading failed: " + e;
                LOG.atError().addKeyValue("retry_in", backoff).setCause(e).log("projection failed; it starts anew");
                running.pause(backoff);
                backoff = longer(backoff);
            } finally {
                loop = null;
            }
        }
    }

    private Duration step(ProjectionLoop opened, Duration backoff) {
        try {
            written.increment(opened.step(POLL));
            failure = null;
            opened.lag().ifPresent(behind -> {
                lag.set(behind);
                caughtUp = caughtUp || behind <= settings.readyLag();
            });
            return FIRST_BACKOFF;
        } catch (SQLException e) {
            failure = "the database does not answer: " + e.getMessage();
            LOG.atWarn()
                    .addKeyValue("retry_in", backoff)
                    .addKeyValue("sql_state", e.getSQLState())
                    .log("projection cannot write: {}", e.getMessage());
            opened.rest(backoff);
            return longer(backoff);
        } catch (RegistryUnavailableException e) {
            failure = "the schema registry does not answer: " + e.getMessage();
            LOG.atWarn().addKeyValue("retry_in", backoff).log("projection cannot read: {}", e.getMessage());
            opened.rest(backoff);
            return longer(backoff);
        }
    }

    private ProjectionLoop open() {
        Map<String, Object> overrides = Map.of(
                "max.poll.records",
                settings.maxPollRecords(),
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "fetch.min.bytes",
                FETCH_MIN_BYTES,
                "fetch.max.wait.ms",
                FETCH_MAX_WAIT_MS);
        return new ProjectionLoop(
                settings.group(),
                kafka.consumer(settings.group(), overrides),
                settings.maxPollRecords(),
                RecordDecoder.of(kafka),
                database,
                deadLetters,
                tracing);
    }

    private Duration longer(Duration backoff) {
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(settings.maxBackoff()) < 0 ? doubled : settings.maxBackoff();
    }
}
