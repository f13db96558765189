package com.blossomer.gtm.avro;

import com.blossomer.gtm.avro.RegistryClient.Registered;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Values to Confluent's wire format. Thread-safe; asks the registry once per schema and subject. */
final class AvroEncoder {

    /** Schemas are told apart by identity: comparing them deeply costs more than encoding a small record. */
    private record Key(Schema schema, String topic) {
        @Override
        @SuppressWarnings("ReferenceEquality")
        public boolean equals(Object other) {
            return other instanceof Key key && key.schema == schema && key.topic.equals(topic);
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(schema) + topic.hashCode();
        }
    }

    private record Target(int id, Schema schema, DatumWriter<Object> writer) {}

    /** A program that parses its schema anew for every record must not fill the memory. */
    private static final int MOST_SCHEMAS = 1_000;

    private final SerdeConfig config;
    private final boolean key;
    private final RegistryClient registry;
    private final BufferPool buffers = new BufferPool();
    private final ConcurrentMap<Key, Target> targets = new ConcurrentHashMap<>();

    AvroEncoder(SerdeConfig config, boolean key) {
        this.config = config;
        this.key = key;
        this.registry = new RegistryClient(config);
    }

    byte[] encode(String topic, Object value) {
        Schema schema = DatumSchemas.schemaOf(value);
        Target target = target(topic, schema, value);
        BufferPool.Buffer buffer = buffers.take();
        try {
            buffer.header(target.id());
            if (target.schema().getType() == Schema.Type.BYTES) {
                buffer.raw(bytes(value));
            } else {
                target.writer().write(value, buffer.encoder());
            }
            return buffer.toByteArray();
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "A value for topic " + topic + " does not fit its schema " + schema.getFullName() + ": "
                            + e.getMessage(),
                    e);
        } finally {
            buffers.give(buffer);
        }
    }

    private Target target(String topic, Schema schema, Object value) {
        Key cacheKey = new Key(schema, topic);
        Target known = targets.get(cacheKey);
        if (known != null) {
            return known;
        }
        if (targets.size() >= MOST_SCHEMAS) {
            targets.clear();
        }
        return targets.computeIfAbsent(cacheKey, k -> find(topic, schema, value));
    }

    private Target find(String topic, Schema schema, Object value) {
        String subject = config.subjects(key).subject(topic, key, schema);
        Registered registered;
        if (config.autoRegister()) {
            registered = new Registered(registry.register(subject, schema), schema);
        } else if (config.useLatestVersion()) {
            registered = latest(subject, schema);
        } else {
            registered = new Registered(registry.lookUp(subject, schema), schema);
        }
        return new Target(registered.id(), registered.schema(), writer(registered.schema(), value));
    }

    private Registered latest(String subject, Schema schema) {
        Registered latest = registry.latest(subject);
        if (config.latestStrict()
                && SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), schema)
                                .getType()
                        != SchemaCompatibilityType.COMPATIBLE) {
            throw new SerializationException("The latest schema of " + subject + " (id " + latest.id()
                    + ") cannot read what this value's schema writes; register this schema, or set"
                    + " latest.compatibility.strict=false");
        }
        return latest;
    }

    private static DatumWriter<Object> writer(Schema schema, Object value) {
        if (value instanceof SpecificRecord) {
            return new SpecificDatumWriter<>(schema, SpecificData.getForClass(value.getClass()));
        }
        return new GenericDatumWriter<>(schema, GenericData.get());
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] array) {
            return array;
        }
        if (value instanceof ByteBuffer source) {
            byte[] copy = new byte[source.remaining()];
            source.duplicate().get(copy);
            return copy;
        }
        throw new SerializationException("A bytes schema needs a byte[] or a ByteBuffer, not "
                + value.getClass().getName());
    }
}
