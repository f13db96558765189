package com.blossomer.gtm.platform.http;

/** Ends a request with a problem. An outcome for the caller to read, so it carries no stack trace. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.title() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
