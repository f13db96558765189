package com.blossomer.gtm.platform;

import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.context.exceptions.ConfigurationException;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Why a service could not start, for who runs it.
 *
 * @param reason in one line
 * @param settings whether a setting is the reason: then no stack trace says more
 */
record StartFailure(String reason, boolean settings, Throwable cause) {

    /** Beans wrap what their constructors throw; what was thrown says it best. */
    static StartFailure of(Throwable failure) {
        Throwable thrown = failure;
        while (thrown instanceof BeanContextException && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String reason = line(thrown);
        if (!reason.contains(line(root))) {
            reason = reason + " (" + line(root) + ")";
        }
        boolean settings = thrown instanceof ConfigurationException || thrown instanceof IllegalArgumentException;
        return new StartFailure(reason, settings, failure);
    }

    void log(Logger log, String service) {
        LoggingEventBuilder event = log.atError().addKeyValue("service", service);
        if (!settings || log.isDebugEnabled()) {
            event = event.setCause(cause);
        }
        event.log("could not start: {}", reason);
    }

    private static String line(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
