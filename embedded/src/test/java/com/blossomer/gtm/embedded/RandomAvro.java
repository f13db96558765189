package com.blossomer.gtm.embedded;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Schemas and values by chance, the same for the same seed. Values are as Avro stores them, without conversions. */
final class RandomAvro {

    private static final String[] WORDS = {"", "a", "naïve", "客户", "😀", "line\nbreak", "\u0000", "\"quoted\"\\"};

    private final Random random;
    private int names;

    RandomAvro(long seed) {
        random = new Random(seed);
    }

    Schema record(int depth) {
        Schema record = Schema.createRecord(name("R"), "by chance", "com.example.n" + random.nextInt(3), false);
        List<Schema.Field> fields = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            fields.add(new Schema.Field(name("f"), schema(depth - 1)));
        }
        record.setFields(fields);
        return record;
    }

    private Schema schema(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 3)) {
            case 0, 1 -> primitive();
            case 2 -> logical();
            case 3 -> record(depth);
            case 4 -> Schema.createArray(schema(depth - 1));
            case 5 -> Schema.createMap(schema(depth - 1));
            case 6 ->
                random.nextBoolean()
                        ? fixed()
                        : SchemaBuilder.enumeration(name("E")).symbols("A", "B", "C");
            default -> union(depth);
        };
    }

    private Schema primitive() {
        Schema.Type[] types = {
            Schema.Type.STRING, Schema.Type.BYTES, Schema.Type.INT, Schema.Type.LONG,
            Schema.Type.FLOAT, Schema.Type.DOUBLE, Schema.Type.BOOLEAN, Schema.Type.NULL
        };
        return Schema.create(types[random.nextInt(types.length)]);
    }

    private Schema fixed() {
        return Schema.createFixed(name("X"), null, null, 1 + random.nextInt(20));
    }

    private Schema logical() {
        Schema number = Schema.create(Schema.Type.LONG);
        return switch (random.nextInt(9)) {
            case 0 -> LogicalTypes.decimal(12, 3).addToSchema(Schema.create(Schema.Type.BYTES));
            case 1 -> LogicalTypes.decimal(9, 2).addToSchema(Schema.createFixed(name("D"), null, null, 8));
            case 2 -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
            case 3 -> LogicalTypes.timeMillis().addToSchema(Schema.create(Schema.Type.INT));
            case 4 -> LogicalTypes.timeMicros().addToSchema(number);
            case 5 -> LogicalTypes.timestampMillis().addToSchema(number);
            case 6 -> LogicalTypes.timestampMicros().addToSchema(number);
            case 7 -> LogicalTypes.localTimestampMillis().addToSchema(number);
            default -> LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING));
        };
    }

    private Schema union(int depth) {
        List<Schema> branches = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            Schema branch = schema(depth - 1);
            if (branch.getType() != Schema.Type.UNION && taken.add(branch.getFullName())) {
                branches.add(branch);
            }
        }
        return branches.isEmpty() ? Schema.create(Schema.Type.STRING) : Schema.createUnion(branches);
    }

    private String name(String kind) {
        return kind + names++;
    }

    @Nullable
    Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(schema);
                schema.getFields().forEach(field -> record.put(field.pos(), value(field.schema())));
                yield record;
            }
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(value(schema.getElementType()));
                }
                yield new GenericData.Array<>(schema, items);
            }
            case MAP -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(text() + i, value(schema.getValueType()));
                }
                yield map;
            }
            case ENUM ->
                new GenericData.EnumSymbol(
                        schema,
                        schema.getEnumSymbols()
                                .get(random.nextInt(schema.getEnumSymbols().size())));
            case FIXED -> new GenericData.Fixed(schema, bytes(schema.getFixedSize()));
            case STRING -> text();
            case BYTES -> ByteBuffer.wrap(bytes(random.nextInt(40)));
            case INT -> random.nextInt() >> random.nextInt(32);
            // Within what JavaScript's numbers hold exactly.
            case LONG -> random.nextLong() >> (11 + random.nextInt(53));
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextInt(10) == 0 ? Double.NaN : random.nextGaussian();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
        };
    }

    private String text() {
        return WORDS[random.nextInt(WORDS.length)].repeat(random.nextInt(9) == 0 ? 1_000 : 1);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The value in Java's own types, which can be compared whichever classes Avro took. */
    static @Nullable Object plain(@Nullable Object datum) {
        return switch (datum) {
            case null -> null;
            case IndexedRecord record -> {
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                record.getSchema()
                        .getFields()
                        .forEach(field -> fields.put(field.name(), plain(record.get(field.pos()))));
                yield fields;
            }
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                map.forEach((key, value) -> entries.put(String.valueOf(key), plain(value)));
                yield entries;
            }
            case Iterable<?> items -> {
                List<@Nullable Object> list = new ArrayList<>();
                items.forEach(item -> list.add(plain(item)));
                yield list;
            }
            case GenericFixed fixed -> "0x" + HexFormat.of().formatHex(fixed.bytes());
            case ByteBuffer buffer -> {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.duplicate().get(bytes);
                yield "0x" + HexFormat.of().formatHex(bytes);
            }
            case Number number -> number;
            case Boolean flag -> flag;
            default -> datum.toString();
        };
    }
}
