package com.blossomer.gtm.platform.http;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
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
        return response.body(Problem.of(status.getCode(), type, status.getReason(), detail(context, status, response)))
                .contentType(MediaType.of(Problem.MEDIA_TYPE));
    }

    private static String detail(ErrorContext context, HttpStatus status, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        String errors = context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining(". "));
        return switch (status.getCode()) {
            case 400 -> malformed(errors);
            case 404 ->
                "There is no " + request.getMethodName() + " " + request.getPath()
                        + " here. /openapi lists every route.";
            case 405 ->
                request.getMethodName() + " is not possible on " + request.getPath() + "; use "
                        + String.join(" or ", response.getHeaders().getAll("Allow")) + ".";
            case 406 -> "This route cannot answer in the form that Accept asks for. Send 'Accept: application/json'.";
            case 413 ->
                "The request's body is larger than this server takes. Send less at once; a large batch goes to POST /batches.";
            case 415 ->
                "This route does not read "
                        + request.getContentType().map(MediaType::getName).orElse("a body without Content-Type")
                        + ". Send 'Content-Type: application/json'.";
            default ->
                status.getCode() >= 500
                        // What went wrong inside is for the log, not for the caller.
                        ? "Something went wrong here, not in the request. The log says what. Try again."
                        : errors.isEmpty() ? status.getReason() : errors;
        };
    }

    /** Jackson names our classes and quotes its source after the first line; neither is the caller's business. */
    private static String malformed(String errors) {
        if (errors.startsWith("Invalid JSON") || errors.contains("com.fasterxml") || errors.contains("\n at [")) {
            String first = errors.lines().findFirst().orElse("").replaceAll("`[a-zA-Z.$]+`", "a value");
            return "The body is not the JSON that this route reads: " + first.replaceFirst("^Invalid JSON: ", "")
                    + ". /openapi shows it.";
        }
        return errors.isEmpty() ? "The request cannot be understood. /openapi shows what this route reads." : errors;
    }
}
