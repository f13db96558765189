package com.blossomer.gtm.projections.rebuild;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.projections.AdvisoryLock;
import com.blossomer.gtm.projections.Enforcement;
import com.blossomer.gtm.projections.ProjectionSettings;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs rebuilds, one at a time over all instances: an advisory lock of the database says whose it is, and goes with its
 * connection. A rebuild that is cut off is gone on with when it is asked for again.
 */
@Singleton
final class RebuildJob implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(RebuildJob.class);
    /** Any number that no other lock of ours has. */
    private static final String LOCK = "0x7265_6275_696c_64";

    private static final double NANOS = 1e9;

    private final DataSource database;
    private final KafkaClients kafka;
    private final ProjectionSettings settings;
    private final RetentionSettings retention;
    private final Clock clock;

    private volatile @Nullable ComponentThread thread;
    private volatile RebuildView view = RebuildView.NONE;

    RebuildJob(
            DataSource database,
            DataSourceResolver resolver,
            KafkaClients kafka,
            ProjectionSettings settings,
            RetentionSettings retention,
            Clock clock) {
        this.database = resolver.resolve(database);
        this.kafka = kafka;
        this.settings = settings;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "rebuild";
    }

    @Override
    public int phase() {
        return 30;
    }

    /** Nothing runs until it is asked for. */
    @Override
    public void start() {}

    @Override
    public void stop() {
        ComponentThread running = thread;
        if (running != null) {
            running.stop(() -> {});
        }
    }

    @Override
    public Health health() {
        return new Health(true, view.state());
    }

    /** How the last rebuild of this instance stands. */
    RebuildView view() {
        return view;
    }

    /**
     * Starts one.
     *
     * @return empty where one runs already, here or on another instance
     */
    synchronized Optional<RebuildView> begin(boolean anew, boolean acceptDifferences) throws SQLException {
        if (ComponentThread.alive(thread)) {
            return Optional.empty();
        }
        Connection connection = database.getConnection();
        connection.setAutoCommit(true);
        Optional<AdvisoryLock> lock = AdvisoryLock.tryTake(connection, LOCK);
        if (lock.isEmpty()) {
            connection.close();
            return Optional.empty();
        }
        view = new RebuildView("running", "preparing", Instant.now(clock), null, 0, 0, 0, 0, List.of(), null);
        thread =
                ComponentThread.start(name(), running -> run(connection, lock.get(), anew, acceptDifferences, running));
        return Optional.of(view);
    }

    private void run(
            Connection connection,
            AdvisoryLock lock,
            boolean anew,
            boolean acceptDifferences,
            ComponentThread running) {
        try (connection;
                lock;
                Rebuild rebuild = new Rebuild(
                        database, kafka, settings.group(), ageing(running), new Told(), running::stopping)) {
            Rebuild.Outcome outcome = rebuild.run(anew, acceptDifferences);
            end(outcome.swapped() ? "completed" : "different", outcome.tables(), null);
        } catch (Rebuild.Stopped e) {
            end("stopped", List.of(), "The service was stopped; ask again, and it goes on.");
        } catch (Exception e) {
            LOG.atError().setCause(e).log("a rebuild failed; asked for again it goes on from where it was");
            end("failed", List.of(), e + "; ask again, and it goes on from where it was.");
        }
    }

    private Rebuild.Ageing ageing(ComponentThread running) {
        Enforcement enforcement = Enforcement.at(retention, Instant.now(clock), running::stopping);
        return connection -> enforcement.run(connection).isPresent();
    }

    private void end(String state, List<TableComparison> tables, @Nullable String error) {
        change(now -> now.ended(state, Instant.now(clock), tables, error));
        LOG.atInfo()
                .addKeyValue("state", state)
                .addKeyValue("records", view.records())
                .addKeyValue("rows", view.rows())
                .log("a rebuild has ended");
    }

    private synchronized void change(UnaryOperator<RebuildView> change) {
        view = change.apply(view);
    }

    private final class Told implements Rebuild.Progress {

        private volatile long begun = System.nanoTime();

        @Override
        public void phase(String phase) {
            if (phase.equals(Rebuild.READING)) {
                begun = System.nanoTime();
            }
            change(now -> now.in(phase));
        }

        @Override
        public void read(long records, long rows, long remaining) {
            double seconds = (System.nanoTime() - begun) / NANOS;
            change(now -> now.read(records, rows, remaining, seconds));
        }
    }
}
