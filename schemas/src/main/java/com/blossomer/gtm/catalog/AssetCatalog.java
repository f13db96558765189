package com.blossomer.gtm.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All asset types. Immutable. */
public final class AssetCatalog {

    private final List<AssetType> types;
    private final Map<String, AssetType> byName = new HashMap<>();

    private AssetCatalog(List<AssetType> types) {
        this.types = List.copyOf(types);
        types.forEach(type -> byName.put(type.name(), type));
    }

    /**
     * Reads every folder under {@code catalog/} on the class path, of directories and jars alike.
     *
     * @throws IllegalStateException naming the folder and what is wrong with it: a catalogue is checked whole at start
     */
    public static AssetCatalog load() {
        return load(AssetCatalog.class.getClassLoader());
    }

    static AssetCatalog load(ClassLoader classPath) {
        List<AssetType> types = CatalogFolders.read(classPath).values().stream()
                .map(AssetFolder::type)
                .toList();
        return new AssetCatalog(DependencyOrder.of(types));
    }

    /** Every type, each after those it depends on; independent ones by name. */
    public List<AssetType> all() {
        return types;
    }

    public Optional<AssetType> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The type of that name; an unknown name is a bug of the caller's. */
    public AssetType get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no such asset type: " + name));
    }

    /** Whether a change of {@code origin} can reach {@code name}: they are the same, or it rests on it in some way. */
    public boolean restsOn(String name, String origin) {
        return name.equals(origin)
                || find(name).stream()
                        .flatMap(type -> type.dependsOn().stream())
                        .anyMatch(dependency -> restsOn(dependency, origin));
    }

    /**
     * The assets that must be made for {@code requested}, each after those it depends on: what is asked for and all that
     * it rests on, less what is {@code given} and what only given assets rest on.
     */
    public List<AssetType> plan(Collection<String> requested, Set<String> given) {
        Set<String> needed = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(requested);
        while (!open.isEmpty()) {
            AssetType type = get(open.removeLast());
            if (!given.contains(type.name()) && needed.add(type.name())) {
                type.dependsOn().stream()
                        .filter(name -> !name.equals(AssetType.CONTENT))
                        .forEach(open::add);
            }
        }
        return types.stream().filter(type -> needed.contains(type.name())).toList();
    }
}
