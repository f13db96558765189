package com.blossomer.gtm.embedded;

import com.blossomer.gtm.embedded.SchemaTexts.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of the topic, as Confluent's registry writes them. */
sealed interface RegistryRecord {

    /**
     * A schema as a version of a subject.
     *
     * @param schema the text as it was submitted
     */
    record Version(String subject, int version, int id, String schema, List<Reference> references, boolean deleted)
            implements RegistryRecord {

        public Version {
            references = List.copyOf(references);
        }

        /** What makes two schemas one: equal identities share an id. */
        String identity() {
            return SchemaTexts.identity(schema, references);
        }

        Version asDeleted() {
            return new Version(subject, version, id, schema, references, true);
        }
    }

    /** All versions of the subject up to this one are deleted, and can be brought back. */
    record DeletedSubject(String subject, int version) implements RegistryRecord {}

    /** A version deleted for good. */
    record Erased(String subject, int version) implements RegistryRecord {}

    /** The level of a subject, or of all of them; none to take it back. */
    record Config(@Nullable String subject, @Nullable Compatibility level) implements RegistryRecord {}

    /** A record of Confluent's registry that this one has no use for. */
    record Ignored() implements RegistryRecord {}
}
