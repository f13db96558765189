package com.blossomer.gtm.embedded;

import com.blossomer.gtm.avro.LogicalTypeChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;

/** Confluent's compatibility levels: who must be able to read whose records, and how far back. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean allVersions;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean allVersions) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.allVersions = allVersions;
    }

    static Optional<Compatibility> parse(String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** What stands in the way of the candidate; empty if nothing does. Earlier schemas are given oldest first. */
    List<String> problems(Schema candidate, List<Schema> earlier) {
        List<Schema> against = allVersions || earlier.isEmpty() ? earlier : List.of(earlier.getLast());
        List<String> problems = new ArrayList<>();
        for (Schema other : against) {
            if (newReadsOld) {
                problems.addAll(unreadable(candidate, other, "the new schema cannot read the old one's records"));
            }
            if (oldReadsNew) {
                problems.addAll(unreadable(other, candidate, "the old schema cannot read the new one's records"));
            }
        }
        return problems;
    }

    private static List<String> unreadable(Schema reader, Schema writer, String what) {
        var pair = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
            return pair.getResult().getIncompatibilities().stream()
                    .map(i -> what + ": " + i.getType() + " at " + i.getLocation() + ": " + i.getMessage() + " ("
                            + advice(i.getType()) + ")")
                    .toList();
        }
        return LogicalTypeChanges.between(reader, writer).stream()
                .map(change -> what + ": LOGICAL_TYPE_CHANGED at " + change)
                .toList();
    }

    private static String advice(SchemaIncompatibilityType type) {
        return switch (type) {
            case NAME_MISMATCH -> "keep the name, or give the reader's type the old one as an alias";
            case FIXED_SIZE_MISMATCH -> "keep the size, or add a new field";
            case MISSING_ENUM_SYMBOLS -> "keep the symbols, or give the reader's enum a default";
            case READER_FIELD_MISSING_DEFAULT_VALUE -> "give the field a default";
            case TYPE_MISMATCH -> "keep the type, or add a new field with a default";
            case MISSING_UNION_BRANCH -> "keep the union's branches";
        };
    }
}
