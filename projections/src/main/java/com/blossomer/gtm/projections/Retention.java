package com.blossomer.gtm.projections;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.platform.RetentionSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops from the tables what is past its age, at the start and every hour, on a thread of its own. That it fails makes
 * nothing wrong that is shown, so it is said in the health and does not make the service unready.
 */
@Singleton
final class Retention implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String NAME = "retention";
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final DataSource database;
    private final RetentionSettings settings;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Counter failures;

    private volatile @Nullable ComponentThread thread;
    private volatile String last = "not enforced yet";

    Retention(
            DataSource database,
            DataSourceResolver resolver,
            RetentionSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.database = resolver.resolve(database);
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.failures = metrics.counter("blossomer.retention.failures");
    }

    @Override
    public String name() {
        return NAME;
    }

    /** After the projection: a database that is behind is caught up first. */
    @Override
    public int phase() {
        return 30;
    }

    @Override
    public synchronized void start() {
        thread = ComponentThread.start(NAME, this::run);
    }

    @Override
    public synchronized void stop() {
        ComponentThread ending = thread;
        if (ending != null) {
            ending.stop(() -> {});
            thread = null;
        }
    }

    @Override
    public Health health() {
        return ComponentThread.alive(thread) ? new Health(true, last) : new Health(false, "not running");
    }

    private void run(ComponentThread running) {
        Duration pause = Duration.ZERO;
        while (!running.pause(pause)) {
            pause = attempt(running::stopping) ? INTERVAL : RETRY;
        }
    }

    /** False when it is to be tried again soon. */
    private boolean attempt(BooleanSupplier enough) {
        Instant now = Instant.now(clock);
        try (Connection connection = database.getConnection()) {
            Optional<Enforcement.Dropped> dropped =
                    Enforcement.at(settings, now, enough).run(connection);
            dropped.ifPresent(
                    all -> all.counts().forEach((what, count) -> dropped(what).increment(count)));
            last = dropped.map(all -> "enforced at " + now).orElse("another instance enforced it at " + now);
            return true;
        } catch (SQLException e) {
            failed(now, e.getMessage());
            LOG.atWarn()
                    .addKeyValue("sql_state", e.getSQLState())
                    .addKeyValue("retry_in", RETRY)
                    .log("what is past its age could not be dropped: {}", e.getMessage());
        } catch (RuntimeException | Error e) {
            // Errors too: a thread that ended would leave a database that grows.
            failed(now, e.toString());
            LOG.atError().addKeyValue("retry_in", RETRY).setCause(e).log("what is past its age could not be dropped");
        }
        return false;
    }

    private void failed(Instant now, @Nullable String why) {
        last = "failed at " + now + ", is tried again: " + why;
        failures.increment();
    }

    private Counter dropped(String what) {
        return metrics.counter("blossomer.retention.dropped", "of", what);
    }
}
