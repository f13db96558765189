package com.blossomer.gtm.projections;

import com.blossomer.gtm.platform.Component;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to date before anything reads or writes them; waits for a database that is still starting. */
@Singleton
final class DatabaseSchema implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseSchema.class);
    private static final int CONNECT_RETRIES = 30;

    private final DataSource database;
    private volatile boolean migrated;

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
        migrate(database);
        migrated = true;
    }

    @Override
    public void stop() {}

    @Override
    public Health health() {
        return new Health(migrated, migrated ? "up to date" : "not migrated yet");
    }

    static void migrate(DataSource database) {
        var result = Flyway.configure(DatabaseSchema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .connectRetries(CONNECT_RETRIES)
                .load()
                .migrate();
        LOG.atInfo()
                .addKeyValue("applied", result.migrationsExecuted)
                .addKeyValue("version", result.targetSchemaVersion)
                .log("database schema is up to date");
    }
}
