package com.blossomer.gtm.projections.search;

import org.jspecify.annotations.Nullable;

/** The vectors, or the model that makes them, cannot be used now. The message says why, for people who run the system. */
final class IndexUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    IndexUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
