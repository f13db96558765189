package com.blossomer.gtm.platform.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.stream.Collectors;

/** Errors that the framework finds (no such route, another content type, …) in the same form as our own. */
@Primary
@Singleton
final class FrameworkProblems implements ErrorResponseProcessor<Problem> {

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpStatus status = response.status();
        String type = status.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return response.body(Problem.of(status.getCode(), type, status.getReason(), detail(context, status)))
                .contentType(MediaType.of(Problem.MEDIA_TYPE));
    }

    /** What went wrong inside is for the log, not for the caller. */
    private static String detail(ErrorContext context, HttpStatus status) {
        if (status.getCode() >= 500) {
            return "Something went wrong here, not in the request. The log says what. Try again.";
        }
        String errors = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining(". "));
        String told = errors.isEmpty() ? status.getReason() : errors;
        return status == HttpStatus.NOT_FOUND
                ? "There is no " + context.getRequest().getMethodName() + " "
                        + context.getRequest().getPath() + " here. /openapi lists every route."
                : told;
    }
}
