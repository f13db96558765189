package com.blossomer.gtm.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** Schema texts, as submitted, read and told apart. */
final class SchemaTexts {

    /** A named type that a schema takes from another subject. */
    record Reference(String name, String subject, int version) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaTexts() {}

    /** Equal for texts that differ in white space only; everything else in a schema may matter to somebody. */
    static String identity(String text, List<Reference> references) {
        try {
            return JSON.readTree(text) + (references.isEmpty() ? "" : references.toString());
        } catch (JsonProcessingException e) {
            return text + references;
        }
    }

    /**
     * Reads and checks a schema.
     *
     * @param referred the schemas that it refers to, by reference
     */
    static Schema parse(String text, List<Reference> references, Function<Reference, List<String>> referred) {
        if (text.isBlank()) {
            throw RegistryException.invalidSchema("it is empty");
        }
        try {
            Schema.Parser parser = new Schema.Parser();
            for (Reference reference : references) {
                for (String other : referred.apply(reference)) {
                    parser.parse(other);
                }
            }
            Schema schema = parser.parse(text);
            check(schema, new HashSet<>());
            return schema;
        } catch (AvroRuntimeException | NullPointerException | ClassCastException e) {
            throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    /** Avro's parser lets types through that nobody defined; using them fails, so use them all once. */
    private static void check(Schema schema, Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    for (Schema.Field field : schema.getFields()) {
                        check(field.schema(), seen);
                    }
                }
            }
            case ARRAY -> check(schema.getElementType(), seen);
            case MAP -> check(schema.getValueType(), seen);
            case UNION -> schema.getTypes().forEach(branch -> check(branch, seen));
            case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }
}
