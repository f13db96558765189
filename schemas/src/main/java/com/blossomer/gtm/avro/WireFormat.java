package com.blossomer.gtm.avro;

import org.apache.kafka.common.errors.SerializationException;

/** Confluent's frame: a zero byte, the schema's id in four bytes (big endian), the Avro data. */
final class WireFormat {

    static final byte MAGIC = 0;
    static final int HEADER = 5;

    private WireFormat() {}

    static int schemaId(String topic, byte[] bytes) {
        if (bytes.length < HEADER) {
            throw new SerializationException("A record of topic " + topic + " has " + bytes.length
                    + " bytes, too few for the schema id that Confluent's wire format begins with;"
                    + " was it written by another serializer?");
        }
        if (bytes[0] != MAGIC) {
            throw new SerializationException("A record of topic " + topic + " begins with byte " + bytes[0]
                    + ", not with 0 as in Confluent's wire format; was it written by another serializer?");
        }
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | (bytes[4] & 0xff);
    }
}
