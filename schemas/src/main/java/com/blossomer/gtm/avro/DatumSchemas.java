package com.blossomer.gtm.avro;

import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.kafka.common.errors.SerializationException;

/** The schema that a value is written with. */
final class DatumSchemas {

    private static final Schema STRING = Schema.create(Schema.Type.STRING);
    private static final Schema BYTES = Schema.create(Schema.Type.BYTES);
    private static final Schema INT = Schema.create(Schema.Type.INT);
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema FLOAT = Schema.create(Schema.Type.FLOAT);
    private static final Schema DOUBLE = Schema.create(Schema.Type.DOUBLE);
    private static final Schema BOOLEAN = Schema.create(Schema.Type.BOOLEAN);

    private DatumSchemas() {}

    static Schema schemaOf(Object value) {
        return switch (value) {
            case GenericContainer container -> container.getSchema();
            case CharSequence text -> STRING;
            case byte[] bytes -> BYTES;
            case ByteBuffer bytes -> BYTES;
            case Integer number -> INT;
            case Long number -> LONG;
            case Float number -> FLOAT;
            case Double number -> DOUBLE;
            case Boolean flag -> BOOLEAN;
            default ->
                throw new SerializationException(
                        "No Avro schema for a value of " + value.getClass().getName()
                                + "; send a generated or generic record, a string, bytes, a number or a boolean");
        };
    }
}
