package com.blossomer.gtm.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stands in front of a store never says otherwise than the store. */
final class RecentStoreTest {

    private static final int CAPACITY = 2;

    private final KeyValueStore<String, String> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("example"), Serdes.String(), Serdes.String())
            .withLoggingDisabled()
            .build();
    private final RecentStore<String> recent = new RecentStore<>(store, CAPACITY);

    @BeforeEach
    void open() {
        store.init(new MockProcessorContext<>().getStateStoreContext(), store);
    }

    @Test
    void what_is_written_is_in_the_store_at_once() {
        recent.put("a", Optional.of("1"));

        assertThat(store.get("a")).isEqualTo("1");
    }

    @Test
    void what_was_used_last_is_given_as_the_same_object() {
        String written = "written";
        recent.put("a", Optional.of(written));
        store.put("b", "read");
        String read = recent.get("b");

        assertThat(recent.get("a")).isSameAs(written);
        assertThat(recent.get("b")).isSameAs(read);
    }

    @Test
    void what_is_written_or_deleted_takes_the_place_of_what_was_read() {
        store.put("a", "1");
        store.put("b", "1");
        recent.get("a");
        recent.get("b");

        recent.put("a", Optional.of("2"));
        recent.put("b", Optional.empty());

        assertThat(recent.get("a")).isEqualTo("2");
        assertThat(recent.get("b")).isNull();
        assertThat(store.get("b")).isNull();
    }

    @Test
    void what_was_not_there_is_found_once_it_is() {
        assertThat(recent.get("a")).isNull();

        recent.put("a", Optional.of("1"));

        assertThat(recent.get("a")).isEqualTo("1");
    }

    @Test
    void what_has_not_been_used_for_long_is_read_from_the_store() {
        for (String key : new String[] {"a", "b", "c", "d"}) {
            recent.put(key, Optional.of(key));
        }
        store.put("a", "changed behind it, to see that it is read");

        assertThat(recent.get("a")).startsWith("changed");
        assertThat(recent.get("d")).isEqualTo("d");
    }
}
