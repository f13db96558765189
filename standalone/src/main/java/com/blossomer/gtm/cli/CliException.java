package com.blossomer.gtm.cli;

/** Ends a command with exit code 1. The message is one sentence: what happened and what to do. */
final class CliException extends RuntimeException {

    CliException(String message) {
        super(message);
    }
}
