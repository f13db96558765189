package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.platform.kafka.DeadLetters;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.projections.AdvisoryLock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
    private static final String LOCK = "0x626c6f73736f6d";

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

    private volatile @Nullable ComponentThread thread;
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
        return ComponentThread.alive(thread) ? new Health(!troubled, doing) : new Health(false, "not running");
    }

    private void run(ComponentThread running) {
        while (!running.stopping()) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(true);
                Optional<AdvisoryLock> lock = AdvisoryLock.tryTake(connection, LOCK);
                if (lock.isPresent()) {
                    dispatch(connection, lock.get(), running);
                } else {
                    told("standing by: another instance dispatches", false);
                    running.pause(STANDBY);
                }
            } catch (SQLException | KafkaException e) {
                told("interrupted: " + e.getMessage(), true);
                LOG.atWarn().log("dispatching is interrupted, and goes on from where it was: {}", e.getMessage());
                running.pause(RETRY);
            } catch (RuntimeException | Error e) {
                // Errors too: a thread that ended would leave a service that looks alive and dispatches nothing.
                told("failed: " + e, true);
                LOG.atError().setCause(e).log("dispatching failed; it starts anew");
                running.pause(RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void dispatch(Connection connection, AdvisoryLock lock, ComponentThread running)
            throws SQLException, InterruptedException {
        try (lock;
                Dispatcher dispatcher = new Dispatcher(
                        kinds, new CommandReader(NAME, kafka, deadLetters), commands::send, settings, ids, clock)) {
            while (!running.stopping()) {
                int sent = dispatcher.step(connection);
                dispatched.increment(sent);
                told("dispatching", false);
                if (sent < settings.chunk()) {
                    running.pause(settings.interval());
                }
            }
        }
    }

    private void told(String what, boolean trouble) {
        doing = what;
        troubled = trouble;
    }
}
