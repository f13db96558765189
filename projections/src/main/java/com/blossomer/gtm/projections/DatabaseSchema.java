package com.blossomer.gtm.projections;

import com.blossomer.gtm.platform.Component;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables up to date before anything reads or writes them. A database that is still starting is waited for on a
 * thread of its own, so that the service can already say what it waits for; tables that cannot be brought up to date stop
 * the start.
 */
@Singleton
public final class DatabaseSchema implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSchema.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final DataSource database;
    private volatile boolean migrated;
    private volatile String trouble = "not migrated yet";
    private volatile @Nullable Thread waiting;

    DatabaseSchema(DataSource database, DataSourceResolver resolver) {
        this.database = resolver.resolve(database);
    }

    @Override
    public String name() {
        return "database-schema";
    }

    @Override
    public int phase() {
        return -10;
    }

    @Override
    public void start() {
        if (!answers()) {
            waiting = Thread.ofVirtual().name(name()).start(this::await);
            return;
        }
        migrate(database);
        migrated = true;
    }

    @Override
    public void stop() {
        Thread thread = waiting;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public Health health() {
        return new Health(migrated, migrated ? "up to date" : trouble);
    }

    private void await() {
        try {
            while (!migrated) {
                Thread.sleep(RETRY);
                if (answers()) {
                    attempt();
                }
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("stopped before the database came");
        }
    }

    private void attempt() {
        try {
            migrate(database);
            migrated = true;
        } catch (RuntimeException e) {
            trouble = "the tables could not be brought up to date: " + e.getMessage();
            LOG.atError().setCause(e).log("the tables could not be brought up to date; trying again");
        }
    }

    private boolean answers() {
        try {
            database.getConnection().close();
            return true;
        } catch (SQLException e) {
            trouble = "the database does not answer: " + e.getMessage();
            LOG.atWarn().log("waiting for the database: {}", e.getMessage());
            return false;
        }
    }

    static void migrate(DataSource database) {
        migrate(database, null);
    }

    /** @param schema which holds the tables; null for the database's default */
    public static void migrate(DataSource database, @Nullable String schema) {
        var flyway = Flyway.configure(DatabaseSchema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration");
        if (schema != null) {
            flyway.defaultSchema(schema).schemas(schema);
        }
        var result = flyway.load().migrate();
        LOG.atInfo()
                .addKeyValue("applied", result.migrationsExecuted)
                .addKeyValue("version", result.targetSchemaVersion)
                .log("database schema is up to date");
    }
}
