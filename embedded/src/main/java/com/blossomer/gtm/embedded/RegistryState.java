package com.blossomer.gtm.embedded;

import com.blossomer.gtm.embedded.RegistryRecord.Config;
import com.blossomer.gtm.embedded.RegistryRecord.DeletedSubject;
import com.blossomer.gtm.embedded.RegistryRecord.Erased;
import com.blossomer.gtm.embedded.RegistryRecord.Ignored;
import com.blossomer.gtm.embedded.RegistryRecord.Version;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the records of the topic add up to. Applied one by one, at start-up and after each write alike. Not thread-safe. */
final class RegistryState {

    private final NavigableMap<String, NavigableMap<Integer, Version>> subjects = new TreeMap<>();
    private final NavigableMap<Integer, Version> byId = new TreeMap<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Compatibility> levels = new HashMap<>();
    private @Nullable Compatibility globalLevel;

    void apply(RegistryRecord record) {
        switch (record) {
            case Version version -> {
                subjects.computeIfAbsent(version.subject(), s -> new TreeMap<>())
                        .put(version.version(), version);
                byId.putIfAbsent(version.id(), version);
                ids.putIfAbsent(version.identity(), version.id());
            }
            case DeletedSubject deleted ->
                versions(deleted.subject())
                        .headMap(deleted.version(), true)
                        .replaceAll((number, version) -> version.asDeleted());
            case Erased erased -> {
                // Its id goes on being known: there may be records that carry it.
                versions(erased.subject()).remove(erased.version());
                if (versions(erased.subject()).isEmpty()) {
                    subjects.remove(erased.subject());
                }
            }
            case Config config -> {
                if (config.subject() == null) {
                    globalLevel = config.level();
                } else if (config.level() == null) {
                    levels.remove(config.subject());
                } else {
                    levels.put(config.subject(), config.level());
                }
            }
            case Ignored ignored -> {}
        }
    }

    private NavigableMap<Integer, Version> versions(String subject) {
        return subjects.getOrDefault(subject, new TreeMap<>());
    }

    /** Oldest first. */
    List<Version> versions(String subject, boolean alsoDeleted) {
        return versions(subject).values().stream()
                .filter(version -> alsoDeleted || !version.deleted())
                .toList();
    }

    List<String> subjects(boolean alsoDeleted) {
        return subjects.keySet().stream()
                .filter(subject -> !versions(subject, alsoDeleted).isEmpty())
                .toList();
    }

    Optional<Version> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Every version, of every subject, that carries this id. */
    List<Version> uses(int id) {
        return all().filter(version -> version.id() == id && !version.deleted()).toList();
    }

    /** The id of a schema, the same under every subject. */
    Optional<Integer> id(String identity) {
        return Optional.ofNullable(ids.get(identity));
    }

    int nextId() {
        return byId.isEmpty() ? 1 : byId.lastKey() + 1;
    }

    int nextVersion(String subject) {
        NavigableMap<Integer, Version> versions = versions(subject);
        return versions.isEmpty() ? 1 : versions.lastKey() + 1;
    }

    Compatibility level(String subject) {
        return level(subject, true).orElseThrow();
    }

    Optional<Compatibility> level(@Nullable String subject, boolean orGlobal) {
        Compatibility own = subject == null ? null : levels.get(subject);
        if (own != null) {
            return Optional.of(own);
        }
        if (subject != null && !orGlobal) {
            return Optional.empty();
        }
        return Optional.of(globalLevel == null ? Compatibility.BACKWARD : globalLevel);
    }

    private Stream<Version> all() {
        return subjects.values().stream().map(Map::values).flatMap(Collection::stream);
    }
}
