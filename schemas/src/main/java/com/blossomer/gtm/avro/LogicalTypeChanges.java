package com.blossomer.gtm.avro;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What Avro's own check of compatibility overlooks: it compares how values are stored and not what they mean, so that a
 * decimal of another scale, or microseconds read as milliseconds, pass and are misread without an error. A logical type
 * that only one side has is no change: the value is read as it is stored.
 */
public final class LogicalTypeChanges {

    private record Pair(Schema reader, Schema writer) {
        @Override
        @SuppressWarnings("ReferenceEquality") // deep equality would not end on recursive schemas of some size
        public boolean equals(Object other) {
            return other instanceof Pair pair && pair.reader == reader && pair.writer == writer;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(reader) + System.identityHashCode(writer);
        }
    }

    private final List<String> found = new ArrayList<>();
    private final Set<Pair> seen = new HashSet<>();

    private LogicalTypeChanges() {}

    /** Where the reader would misread what the writer wrote, one sentence each. */
    public static List<String> between(Schema reader, Schema writer) {
        LogicalTypeChanges changes = new LogicalTypeChanges();
        changes.compare(reader, writer, "");
        return List.copyOf(changes.found);
    }

    private void compare(Schema reader, Schema writer, String path) {
        if (!seen.add(new Pair(reader, writer))) {
            return;
        }
        if (writer.getType() == Schema.Type.UNION) {
            writer.getTypes().forEach(branch -> compare(reader, branch, path));
        } else if (reader.getType() == Schema.Type.UNION) {
            branchFor(reader, writer, path);
        } else if (reader.getType() == Schema.Type.RECORD && writer.getType() == Schema.Type.RECORD) {
            reader.getFields().forEach(field -> compareField(field, writer, path));
        } else if (reader.getType() == Schema.Type.ARRAY && writer.getType() == Schema.Type.ARRAY) {
            compare(reader.getElementType(), writer.getElementType(), path + "/items");
        } else if (reader.getType() == Schema.Type.MAP && writer.getType() == Schema.Type.MAP) {
            compare(reader.getValueType(), writer.getValueType(), path + "/values");
        } else {
            compareMeaning(reader, writer, path);
        }
    }

    private void compareField(Schema.Field field, Schema writer, String path) {
        Schema.Field written = writer.getField(field.name());
        for (String alias : field.aliases()) {
            written = written == null ? writer.getField(alias) : written;
        }
        if (written != null) {
            compare(field.schema(), written.schema(), path + "/" + field.name());
        }
    }

    private void branchFor(Schema union, Schema writer, String path) {
        union.getTypes().stream()
                .filter(branch -> branch.getType() == writer.getType()
                        && Objects.equals(branch.getFullName(), writer.getFullName()))
                .findFirst()
                .ifPresent(branch -> compare(branch, writer, path));
    }

    private void compareMeaning(Schema reader, Schema writer, String path) {
        LogicalType read = reader.getLogicalType();
        LogicalType written = writer.getLogicalType();
        if (read == null || written == null || sameMeaning(read, written)) {
            return;
        }
        found.add((path.isEmpty() ? "/" : path) + ": " + text(written) + " would be read as " + text(read) + "; keep "
                + text(written) + " and add a new field for the other");
    }

    private static boolean sameMeaning(LogicalType read, LogicalType written) {
        if (read instanceof LogicalTypes.Decimal to && written instanceof LogicalTypes.Decimal from) {
            return to.getScale() == from.getScale() && to.getPrecision() >= from.getPrecision();
        }
        return read.getName().equals(written.getName());
    }

    private static String text(@Nullable LogicalType type) {
        return type instanceof LogicalTypes.Decimal decimal
                ? "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")"
                : type == null ? "none" : type.getName();
    }
}
