package com.blossomer.gtm.projections;

import com.zaxxer.hikari.HikariConfig;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/** A pool that suits one writer and short reads, and that waits for a database which starts later than we do. */
@Singleton
final class PoolDefaults implements BeanCreatedEventListener<DatasourceConfiguration> {

    private static final String SCHEMA = "public";
    private static final int CONNECTIONS = 8;
    private static final long HIKARIS_TIMEOUT = 30_000;
    /** A caller is told that the database is away while it still listens. */
    private static final long TIMEOUT = 5_000;
    /** Longer than any statement of ours takes. */
    private static final int ANSWER_SECONDS = 60;

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        apply(pool);
        return pool;
    }

    static void apply(HikariConfig pool) {
        if (pool.getMaximumPoolSize() < 1) {
            pool.setMaximumPoolSize(CONNECTIONS);
        }
        if (pool.getConnectionTimeout() == HIKARIS_TIMEOUT) {
            pool.setConnectionTimeout(TIMEOUT);
        }
        pool.setInitializationFailTimeout(-1);
        // A server that died without a word would be waited for until the operating system gives up.
        pool.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
        pool.addDataSourceProperty("tcpKeepAlive", true);
        // Without one the pool hands on a connection that a rebuild used with the schema of the tables it made, which
        // is gone.
        if (pool.getSchema() == null) {
            pool.setSchema(SCHEMA);
        }
    }
}
