package com.blossomer.gtm.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A store with what was used last in front of it, as objects: a run is read at each of its stages, and each time would be
 * looked up on disk and decoded. Whatever is written is in the store at once. Owned by one stream thread, which alone
 * writes the store.
 */
final class RecentStore<V> {

    private final KeyValueStore<String, V> store;
    private final Map<String, V> recent;

    /** @param capacity how many values are kept in front */
    RecentStore(KeyValueStore<String, V> store, int capacity) {
        this.store = store;
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > capacity;
            }
        };
    }

    @Nullable
    V get(String key) {
        V known = recent.get(key);
        if (known != null) {
            return known;
        }
        V read = store.get(key);
        if (read != null) {
            recent.put(key, read);
        }
        return read;
    }

    /** An empty value deletes the key. */
    void put(String key, Optional<V> value) {
        recent.remove(key);
        if (value.isPresent()) {
            store.put(key, value.get());
            recent.put(key, value.get());
        } else {
            store.delete(key);
        }
    }
}
