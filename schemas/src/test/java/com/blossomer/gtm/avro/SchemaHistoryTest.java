package com.blossomer.gtm.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema that was ever released stays in {@code schema-history/<type>/}, oldest first, as long as its records may
 * lie on a topic; today's classes must read them all. A changed schema is added with {@code -Dgolden.update=true}.
 */
class SchemaHistoryTest {

    @ParameterizedTest
    @MethodSource("com.blossomer.gtm.avro.Contracts#types")
    void todays_schema_is_the_last_of_its_history(Class<? extends SpecificRecord> type) throws IOException {
        Schema current = Contracts.schema(type);
        List<Schema> history = history(type);
        if (history.isEmpty() || !history.getLast().equals(current)) {
            Path next = folder(type).resolve("%03d.avsc".formatted(history.size() + 1));
            if (!Boolean.getBoolean("golden.update")) {
                fail(type.getSimpleName()
                        + ".avsc was changed. Once the change is one that old records survive (the other"
                        + " test says), keep it with -Dgolden.update=true, as " + next);
            }
            Files.createDirectories(next.getParent());
            Files.writeString(
                    next, new ObjectMapper().readTree(current.toString()).toPrettyString() + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("com.blossomer.gtm.avro.Contracts#types")
    void todays_class_reads_the_records_of_every_earlier_schema(Class<? extends SpecificRecord> type)
            throws IOException {
        List<Schema> history = history(type);
        assertThat(history).isNotEmpty();
        for (Schema old : history) {
            assertThat(breaks(Contracts.schema(type), old)).isEmpty();
            try (StubRegistry registry = StubRegistry.of(1, old);
                    AvroSerializer writer = new AvroSerializer()) {
                writer.configure(registry.config(), false);
                AvroSerde<? extends SpecificRecord> reader = AvroSerde.of(type, registry.config());
                for (GenericRecord sample : Contracts.samples(old)) {
                    assertThat(reader.deserializer().deserialize("t", writer.serialize("t", sample)))
                            .isInstanceOf(type);
                }
            }
        }
    }

    @Test
    void a_schema_without_a_class_does_not_stay_behind() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/schema-history"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Contracts.types().map(Class::getSimpleName).toList());
        }
    }

    /** That the check bites: what it must find, as the old type of a field and the new one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'long' | 'int' | TYPE_MISMATCH",
                "['null','string'] | 'string' | TYPE_MISMATCH",
                "{'type':'enum','name':'E','symbols':['A','B']} | {'type':'enum','name':'E','symbols':['A']}"
                        + " | MISSING_ENUM_SYMBOLS",
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}"
                        + " | {'type':'bytes','logicalType':'decimal','precision':9,'scale':4} | decimal(9,2)",
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}"
                        + " | {'type':'bytes','logicalType':'decimal','precision':5,'scale':2} | decimal(5,2)",
                "{'type':'long','logicalType':'timestamp-millis'}"
                        + " | {'type':'long','logicalType':'timestamp-micros'} | timestamp-micros",
                "{'type':'array','items':{'type':'long','logicalType':'timestamp-millis'}}"
                        + " | {'type':'array','items':{'type':'long','logicalType':'local-timestamp-millis'}}"
                        + " | local-timestamp-millis",
                "['null',{'type':'int','logicalType':'date'}]"
                        + " | ['null',{'type':'int','logicalType':'time-millis'}] | time-millis",
                "{'type':'map','values':{'type':'int','logicalType':'date'}}"
                        + " | {'type':'map','values':['null',{'type':'int','logicalType':'time-millis'}]} | time-millis",
            })
    void a_change_that_breaks_is_found(String before, String after, String found) {
        assertThat(breaks(holding(after), holding(before)))
                .singleElement()
                .asString()
                .contains(found);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'int' | 'long'",
                "'string' | ['null','string']",
                "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}"
                        + " | {'type':'bytes','logicalType':'decimal','precision':18,'scale':2}",
                "'long' | {'type':'long','logicalType':'timestamp-millis'}",
                "'string' | {'type':'string','logicalType':'uuid'}",
            })
    void a_change_that_old_records_survive_is_none(String before, String after) {
        assertThat(breaks(holding(after), holding(before))).isEmpty();
    }

    private static List<String> breaks(Schema current, Schema old) {
        List<String> found = new ArrayList<>(LogicalTypeChanges.between(current, old));
        var result = SchemaCompatibility.checkReaderWriterCompatibility(current, old);
        if (result.getType() != SchemaCompatibilityType.COMPATIBLE) {
            result.getResult().getIncompatibilities().forEach(problem -> found.add(problem.toString()));
        }
        return found;
    }

    private static Schema holding(String fieldType) {
        return new Schema.Parser()
                .parse(("{'type':'record','name':'R','fields':[{'name':'f','type':" + fieldType + "}]}")
                        .replace('\'', '"'));
    }

    private static Path folder(Class<?> type) {
        return Path.of("src/test/resources/schema-history", type.getSimpleName());
    }

    private static List<Schema> history(Class<?> type) throws IOException {
        if (!Files.isDirectory(folder(type))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder(type))) {
            List<Schema> schemas = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                schemas.add(new Schema.Parser().parse(Files.readString(file)));
            }
            return schemas;
        }
    }
}
