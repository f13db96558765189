package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Dispatcher} going on a thread of its own. Of all instances the one that holds an advisory lock of the
 * database dispatches; the lock goes with its connection, so that another takes over where one dies.
 */
@Singleton
final class DispatchLoop implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);
    private static final String NAME = "dispatcher";
    /** Any number that no other lock of ours has. */
    private static final long LOCK = 0x626c6f73736f6dL;

    private static final Duration STANDBY = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaClients kafka;
    private final CommandLog commands;
    private final DeadLetters deadLetters;
    private final DataSource database;
    private final List<JobKind> kinds;
    private final DispatchSettings settings;
    private final Ids ids;
    private final Clock clock;
    private final Counter dispatched;

    private volatile @Nullable Thread thread;
    private volatile boolean stopping;
    private volatile String doing = "not started";
    private volatile boolean troubled;

    DispatchLoop(
            KafkaClients kafka,
            CommandLog commands,
            DeadLetters deadLetters,
            DataSource database,
            DataSourceResolver resolver,
            List<JobKind> kinds,
            DispatchSettings settings,
            Ids ids,
            Clock clock,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.commands = commands;
        this.deadLetters = deadLetters;
        this.database = resolver.resolve(database);
        this.kinds = kinds;
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
        this.dispatched = metrics.counter("blossomer.dispatched");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int phase() {
        return 30;
    }

    @Override
    public synchronized void start() {
        stopping = false;
        thread = Thread.ofPlatform().name(NAME).start(this::run);
    }

    @Override
    public synchronized void stop() {
        Thread ending = thread;
        if (ending == null) {
            return;
        }
        stopping = true;
        try {
            // Not interrupted: a chunk on its way is finished and noted.
            ending.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread = null;
    }

    @Override
    public Health health() {
        Thread running = thread;
        return running == null || !running.isAlive() ? new Health(false, "not running") : new Health(!troubled, doing);
    }

    private void run() {
        while (!stopping) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                if (locked(connection)) {
                    try {
                        dispatch(connection);
                    } finally {
                        unlock(connection);
                    }
                } else {
                    told("standing by: another instance dispatches", false);
                    pause(STANDBY);
                }
            } catch (SQLException | KafkaException e) {
                told("interrupted: " + e.getMessage(), true);
                LOG.atWarn().log("dispatching is interrupted, and goes on from where it was: {}", e.getMessage());
                pause(RETRY);
            } catch (RuntimeException | Error e) {
                // Errors too: a thread that ended would leave a service that looks alive and dispatches nothing.
                told("failed: " + e, true);
                LOG.atError().setCause(e).log("dispatching failed; it starts anew");
                pause(RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void dispatch(Connection connection) throws SQLException, InterruptedException {
        try (Dispatcher dispatcher = new Dispatcher(
                kinds, new CommandReader(NAME, kafka, deadLetters), commands::send, settings, ids, clock)) {
            while (!stopping) {
                int sent = dispatcher.step(connection);
                dispatched.increment(sent);
                told("dispatching", false);
                if (sent < settings.chunk()) {
                    pause(settings.interval());
                }
            }
        }
    }

    private void told(String what, boolean trouble) {
        doing = what;
        troubled = trouble;
    }

    private void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private static boolean locked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** A connection that goes back to the pool must not keep the lock. */
    private static void unlock(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_unlock(" + LOCK + ")");
        } catch (SQLException e) {
            LOG.atDebug().log("the lock went with its connection: {}", e.getMessage());
        }
    }
}
