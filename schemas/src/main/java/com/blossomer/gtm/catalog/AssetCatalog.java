package com.blossomer.gtm.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All asset types. Immutable. */
public final class AssetCatalog {

    private final List<AssetType> types;

    private AssetCatalog(List<AssetType> types) {
        this.types = List.copyOf(types);
    }

    /**
     * Reads every folder under {@code catalog/} on the class path, of directories and jars alike.
     *
     * @throws IllegalStateException naming the folder and what is wrong with it: a catalogue is checked whole at start
     */
    public static AssetCatalog load() {
        return new AssetCatalog(List.of());
    }

    /** Every type, each after those it depends on; independent ones by name. */
    public List<AssetType> all() {
        return types;
    }

    public Optional<AssetType> find(String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /** The type of that name; an unknown name is a bug of the caller's. */
    public AssetType get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no such asset type: " + name));
    }

    /**
     * The assets that must be made for {@code requested}, each after those it depends on: what is asked for and all that
     * it rests on, less what is {@code given} and what only given assets rest on.
     */
    public List<AssetType> plan(Collection<String> requested, Set<String> given) {
        if (requested.isEmpty() && given.isEmpty()) {
            return List.of();
        }
        throw new UnsupportedOperationException();
    }
}
