package com.blossomer.gtm.avro;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Confluent's wire format to values. Thread-safe; asks the registry once per schema id. */
final class AvroDecoder {

    private record Source(Schema writer, DatumReader<Object> reader) {}

    private final SerdeConfig config;
    private final @Nullable Class<? extends SpecificRecord> type;
    private final RegistryClient registry;
    private final ConcurrentMap<Integer, Source> sources = new ConcurrentHashMap<>();

    /** Reads into this type when it is given, otherwise into what the configuration says. */
    AvroDecoder(SerdeConfig config, @Nullable Class<? extends SpecificRecord> type) {
        this.config = config;
        this.type = type;
        this.registry = new RegistryClient(config);
    }

    Object decode(String topic, byte[] bytes) {
        int id = WireFormat.schemaId(topic, bytes);
        Source source = sources.get(id);
        if (source == null) {
            source = sources.computeIfAbsent(id, this::find);
        }
        if (source.writer().getType() == Schema.Type.BYTES) {
            return Arrays.copyOfRange(bytes, WireFormat.HEADER, bytes.length);
        }
        try {
            BinaryDecoder decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.HEADER, bytes.length - WireFormat.HEADER, null);
            Object value = source.reader().read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException("A record of topic " + topic + " has bytes left over after schema id "
                        + id + " (" + source.writer().getFullName() + "): it is damaged, or carries a wrong id");
            }
            return source.writer().getType() == Schema.Type.STRING ? value.toString() : value;
        } catch (IOException
                | AvroRuntimeException
                | ArithmeticException
                | DateTimeException
                | IndexOutOfBoundsException
                | IllegalArgumentException
                | NegativeArraySizeException
                | UnsupportedOperationException
                | ClassCastException e) {
            throw new SerializationException(
                    "A record of topic " + topic + " cannot be read with schema id " + id + " ("
                            + source.writer().getFullName() + "): " + e.getMessage(),
                    e);
        }
    }

    private Source find(int id) {
        Schema writer = registry.byId(id);
        Class<? extends SpecificRecord> specific = type == null ? configuredType(writer) : type;
        if (specific == null) {
            return new Source(writer, new GenericDatumReader<>(writer, writer, GenericData.get()));
        }
        SpecificData data = SpecificData.getForClass(specific);
        return new Source(writer, new SpecificDatumReader<>(writer, data.getSchema(specific), data));
    }

    private @Nullable Class<? extends SpecificRecord> configuredType(Schema writer) {
        if (!config.specificReader() || writer.getType() != Schema.Type.RECORD) {
            return null;
        }
        String name = config.specificType() == null ? writer.getFullName() : config.specificType();
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(name, true, loader == null ? AvroDecoder.class.getClassLoader() : loader)
                    .asSubclass(SpecificRecord.class);
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new SerializationException(
                    "No generated Avro class " + name + " on the class path for a record of schema "
                            + writer.getFullName() + "; add it, or set " + SerdeConfig.SPECIFIC_READER + "=false",
                    e);
        }
    }
}
