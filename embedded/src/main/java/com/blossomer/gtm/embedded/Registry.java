package com.blossomer.gtm.embedded;

import com.blossomer.gtm.embedded.RegistryRecord.Config;
import com.blossomer.gtm.embedded.RegistryRecord.DeletedSubject;
import com.blossomer.gtm.embedded.RegistryRecord.Erased;
import com.blossomer.gtm.embedded.RegistryRecord.Version;
import com.blossomer.gtm.embedded.SchemaTexts.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The registry's rules. Thread-safe: one change or question at a time; a change is safe in the topic before it is seen. */
final class Registry {

    private final RegistryState state;
    private final Consumer<RegistryRecord> topic;
    private final ReentrantLock lock = new ReentrantLock();

    /** Takes over what was read from the topic; {@code topic} makes a record durable. */
    Registry(RegistryState state, Consumer<RegistryRecord> topic) {
        this.state = state;
        this.topic = topic;
    }

    Version register(String subject, String text, List<Reference> references, boolean normalize) {
        return locked(() -> {
            Schema schema = parse(text, references);
            String kept = normalize ? schema.toString() : text;
            String identity = SchemaTexts.identity(kept, references);
            Optional<Version> same = find(subject, identity);
            if (same.isPresent()) {
                return same.get();
            }
            List<String> problems = problems(subject, schema, state.versions(subject, false));
            if (!problems.isEmpty()) {
                throw new RegistryException(
                        409,
                        "Schema being registered is incompatible with an earlier schema for subject \"" + subject
                                + "\" (compatibility " + state.level(subject) + "): " + String.join("; ", problems));
            }
            int id = state.id(identity).orElseGet(state::nextId);
            Version version = new Version(subject, state.nextVersion(subject), id, kept, references, false);
            change(version);
            return version;
        });
    }

    Version lookUp(String subject, String text, List<Reference> references, boolean normalize, boolean alsoDeleted) {
        return locked(() -> {
            Schema schema = parse(text, references);
            if (state.versions(subject, alsoDeleted).isEmpty()) {
                throw RegistryException.noSubject(subject);
            }
            String identity = SchemaTexts.identity(normalize ? schema.toString() : text, references);
            return state.versions(subject, alsoDeleted).stream()
                    .filter(version -> version.identity().equals(identity))
                    .findFirst()
                    .orElseThrow(RegistryException::noSchema);
        });
    }

    /** What stands in the way of a schema, against one version or (null) all that the level asks for. */
    List<String> check(String subject, @Nullable String against, String text, List<Reference> references) {
        return locked(() -> {
            Schema schema = parse(text, references);
            List<Version> versions =
                    against == null ? state.versions(subject, false) : List.of(versionOf(subject, against, false));
            return problems(subject, schema, versions);
        });
    }

    List<String> subjects(boolean alsoDeleted) {
        return locked(() -> state.subjects(alsoDeleted));
    }

    List<Integer> versions(String subject, boolean alsoDeleted) {
        return locked(() -> {
            List<Version> versions = state.versions(subject, alsoDeleted);
            if (versions.isEmpty()) {
                throw RegistryException.noSubject(subject);
            }
            return versions.stream().map(Version::version).toList();
        });
    }

    /** By number, {@code latest} or {@code -1}. */
    Version version(String subject, String number, boolean alsoDeleted) {
        return locked(() -> versionOf(subject, number, alsoDeleted));
    }

    Version byId(int id) {
        return locked(() -> state.byId(id).orElseThrow(RegistryException::noSchema));
    }

    List<Version> uses(int id) {
        return locked(() -> {
            Version known = state.byId(id).orElseThrow(RegistryException::noSchema);
            return state.uses(known.id());
        });
    }

    /** The numbers of the versions deleted. */
    List<Integer> deleteSubject(String subject, boolean permanent) {
        return locked(() -> {
            List<Version> versions = state.versions(subject, permanent);
            if (versions.isEmpty()) {
                throw RegistryException.noSubject(subject);
            }
            if (permanent) {
                if (!state.versions(subject, false).isEmpty()) {
                    throw new RegistryException(
                            40405, "Subject '" + subject + "' was not deleted first before being permanently deleted");
                }
                versions.forEach(version -> change(new Erased(subject, version.version())));
            } else {
                change(new DeletedSubject(subject, versions.getLast().version()));
            }
            return versions.stream().map(Version::version).toList();
        });
    }

    int deleteVersion(String subject, String number, boolean permanent) {
        return locked(() -> {
            Version version = versionOf(subject, number, permanent);
            if (!permanent) {
                change(version.asDeleted());
            } else if (version.deleted()) {
                change(new Erased(subject, version.version()));
            } else {
                throw new RegistryException(
                        40407,
                        "Subject '" + subject + "' Version " + version.version()
                                + " was not deleted first before being permanently deleted");
            }
            return version.version();
        });
    }

    Compatibility level(@Nullable String subject, boolean orGlobal) {
        return locked(() -> state.level(subject, orGlobal)
                .orElseThrow(() -> new RegistryException(
                        40408, "Subject '" + subject + "' does not have subject-level compatibility configured")));
    }

    /** Null takes it back. */
    void setLevel(@Nullable String subject, @Nullable Compatibility level) {
        locked(() -> {
            change(new Config(subject, level));
            return true;
        });
    }

    private void change(RegistryRecord record) {
        topic.accept(record);
        state.apply(record);
    }

    private Optional<Version> find(String subject, String identity) {
        return state.versions(subject, false).stream()
                .filter(version -> version.identity().equals(identity))
                .findFirst();
    }

    private Version versionOf(String subject, String number, boolean alsoDeleted) {
        List<Version> versions = state.versions(subject, alsoDeleted);
        if (versions.isEmpty()) {
            throw RegistryException.noSubject(subject);
        }
        if (number.equals("latest") || number.equals("-1")) {
            return versions.getLast();
        }
        if (!number.matches("[1-9]\\d{0,8}")) {
            throw new RegistryException(
                    42202,
                    "The specified version '" + number
                            + "' is not a valid version id. Allowed values are between [1, 2^31-1] and the string"
                            + " \"latest\"");
        }
        return versions.stream()
                .filter(version -> version.version() == Integer.parseInt(number))
                .findFirst()
                .orElseThrow(() -> RegistryException.noVersion(number));
    }

    private List<String> problems(String subject, Schema candidate, List<Version> versions) {
        List<Schema> earlier = versions.stream()
                .map(version -> parse(version.schema(), version.references()))
                .toList();
        return state.level(subject).problems(candidate, earlier);
    }

    private Schema parse(String text, List<Reference> references) {
        return SchemaTexts.parse(text, references, this::referred);
    }

    /** The referred schema's text, after those of what it refers to itself. */
    private List<String> referred(Reference reference) {
        Version version = versionOf(reference.subject(), Integer.toString(reference.version()), true);
        List<String> texts = new ArrayList<>();
        version.references().forEach(further -> texts.addAll(referred(further)));
        texts.add(version.schema());
        return texts;
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
