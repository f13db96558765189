package com.blossomer.gtm.avro;

import java.io.Serial;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The schema registry could not be asked: it is away, ill, refuses us, or is something else. That says nothing of the
 * record, which is to be tried again. What is wrong with a record or its schema is a {@code SerializationException}.
 */
public final class RegistryUnavailableException extends RetriableException {

    @Serial
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message) {
        super(message);
    }

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
