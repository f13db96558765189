package com.blossomer.gtm.embedded;

/** An answer of the registry that is not what was asked for: Confluent's error code and message. */
final class RegistryException extends RuntimeException {

    private final int code;

    RegistryException(int code, String message) {
        super(message);
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Confluent's codes begin with the HTTP status. */
    int status() {
        return code > 999 ? code / 100 : code;
    }

    static RegistryException noSubject(String subject) {
        return new RegistryException(40401, "Subject '" + subject + "' not found.");
    }

    static RegistryException noVersion(String version) {
        return new RegistryException(40402, "Version " + version + " not found.");
    }

    static RegistryException noSchema() {
        return new RegistryException(40403, "Schema not found");
    }

    static RegistryException invalidSchema(String why) {
        return new RegistryException(42201, "Invalid schema: " + why);
    }
}
