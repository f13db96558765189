package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.platform.http.Problem;
import io.micronaut.context.annotation.Factory;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.data.connection.jdbc.exceptions.CannotGetJdbcConnectionException;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.micronaut.transaction.exceptions.TransactionException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that cannot be read is 503, whatever the framework calls it. */
@Factory
final class DatabaseAway {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAway.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    @Singleton
    ExceptionHandler<CannotGetJdbcConnectionException, HttpResponse<Problem>> noConnection() {
        return (request, exception) -> unavailable(exception);
    }

    @Singleton
    ExceptionHandler<ConnectionException, HttpResponse<Problem>> lostConnection() {
        return (request, exception) -> unavailable(exception);
    }

    @Singleton
    ExceptionHandler<DataAccessException, HttpResponse<Problem>> failedRead() {
        return (request, exception) -> unavailable(exception);
    }

    @Singleton
    ExceptionHandler<TransactionException, HttpResponse<Problem>> failedTransaction() {
        return (request, exception) -> unavailable(exception);
    }

    private static HttpResponse<Problem> unavailable(RuntimeException exception) {
        LOG.atWarn().log("the database cannot be read: {}", String.valueOf(root(exception)));
        return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .body(Problem.of(
                        503,
                        "database-unavailable",
                        "The database cannot be read",
                        "Results are safe and shown again once the database answers. Try again in a few seconds;"
                                + " /health/readiness says when it is back."));
    }

    private static Throwable root(Throwable exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
