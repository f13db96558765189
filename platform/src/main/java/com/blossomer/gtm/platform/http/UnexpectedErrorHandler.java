package com.blossomer.gtm.platform.http;

import com.blossomer.gtm.platform.Ids;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no other handler expects. The caller gets a trace id, the log the rest. Kafka out of reach is 503: nothing was
 * stored, and trying again may help; anything else is 500.
 */
@Singleton
@Produces(Problem.MEDIA_TYPE)
final class UnexpectedErrorHandler implements ExceptionHandler<Exception, HttpResponse<Problem>> {

    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedErrorHandler.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Ids ids;

    UnexpectedErrorHandler(Ids ids) {
        this.ids = ids;
    }

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<Problem> handle(HttpRequest request, Exception exception) {
        String traceId = traceId(request);
        LOG.atError()
                .addKeyValue("trace_id", traceId)
                .addKeyValue("method", request.getMethodName())
                .addKeyValue("path", request.getPath())
                .setCause(exception)
                .log("request failed");
        return kafkaIsAway(exception) ? unavailable(traceId) : broken(traceId);
    }

    private static HttpResponse<Problem> unavailable(String traceId) {
        Problem problem = Problem.of(
                503,
                "kafka-unavailable",
                "Kafka cannot be reached",
                "Nothing was stored. Try again in a few seconds; /health/readiness says when Kafka is back.");
        return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", RETRY_AFTER_SECONDS)
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .body(problem.with("trace_id", traceId));
    }

    private static HttpResponse<Problem> broken(String traceId) {
        Problem problem = Problem.of(
                500,
                "internal-error",
                "Something went wrong here",
                "The fault is not in the request. Try again; if it stays, look for trace_id in the server's log.");
        return HttpResponse.<Problem>serverError()
                .contentType(MediaType.of(Problem.MEDIA_TYPE))
                .body(problem.with("trace_id", traceId));
    }

    private static boolean kafkaIsAway(Exception exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException || cause.getClass() == KafkaException.class) {
                return true;
            }
        }
        return false;
    }

    /** The caller's own where it sent W3C trace context. */
    private String traceId(HttpRequest<?> request) {
        return Optional.ofNullable(request.getHeaders().get("traceparent"))
                .map(header -> header.toLowerCase(Locale.ROOT).split("-", -1))
                .filter(parts -> parts.length >= 4 && parts[1].matches("[0-9a-f]{32}"))
                .map(parts -> parts[1])
                .orElseGet(ids::traceId);
    }
}
