package com.blossomer.gtm.avro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records as they lie on topics, byte for byte. The files were written once ({@code -Dgolden.update=true}); a difference
 * means that what is stored already can no longer be read, or is written differently than before.
 */
class GoldenBytesTest {

    private static final int ID = 4711;
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("com.blossomer.gtm.avro.Contracts#types")
    void stored_bytes_are_read_and_written_as_ever(Class<? extends SpecificRecord> type) throws IOException {
        Schema schema = Contracts.schema(type);
        try (StubRegistry registry = StubRegistry.of(ID, schema);
                AvroSerializer generic = new AvroSerializer()) {
            AvroSerde<? extends SpecificRecord> serde = AvroSerde.of(type, registry.config());
            generic.configure(registry.config(), false);
            ArrayNode made = JSON.createArrayNode();
            for (GenericRecord sample : Contracts.samples(schema)) {
                byte[] bytes = Objects.requireNonNull(generic.serialize("golden", sample));
                made.addObject()
                        .put("hex", HexFormat.of().formatHex(bytes))
                        .set("value", JSON.readTree(read(serde, bytes).toString()));
            }
            Path file = Path.of("src/test/resources/golden-avro", type.getSimpleName() + ".json");
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, made.toPrettyString() + "\n");
            }
            JsonNode golden = JSON.readTree(Files.readString(file));
            assertThat(made).as("samples of all branches").isEqualTo(golden);
            for (JsonNode one : golden) {
                byte[] stored = HexFormat.of().parseHex(one.path("hex").asText());
                SpecificRecord record = read(serde, stored);
                assertThat(JSON.readTree(record.toString())).isEqualTo(one.path("value"));
                assertThat(write(serde, record)).isEqualTo(stored);
            }
        }
    }

    private static <T extends SpecificRecord> T read(AvroSerde<T> serde, byte[] bytes) {
        T value = serde.deserializer().deserialize("golden", bytes);
        assertThat(value).isNotNull();
        return value;
    }

    @SuppressWarnings("unchecked") // the record was read by the same serde
    private static <T extends SpecificRecord> byte[] write(AvroSerde<T> serde, SpecificRecord record) {
        return serde.serializer().serialize("golden", (T) record);
    }
}
