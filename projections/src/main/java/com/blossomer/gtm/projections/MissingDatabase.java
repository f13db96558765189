package com.blossomer.gtm.projections;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Says which setting is missing, where Micronaut would speak of a missing bean. */
@Factory
@Requires(missingProperty = "datasources.default.url")
final class MissingDatabase {

    @Singleton
    DataSource none() {
        throw new ConfigurationException(
                "DATABASE_URL is not set. Write postgres://user:password@host:5432/database, or jdbc:postgresql://…");
    }
}
