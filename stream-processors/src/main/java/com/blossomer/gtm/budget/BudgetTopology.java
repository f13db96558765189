package com.blossomer.gtm.budget;

import com.blossomer.gtm.events.BudgetEntry;
import com.blossomer.gtm.state.BudgetState;
import com.blossomer.gtm.state.Reservation;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The gate as a sub-topology of its own, keyed by tenant: one task keeps a tenant's books. Its stores are small and kept in
 * memory, with changelogs. Names are contracts.
 */
public final class BudgetTopology {

    static final String BUDGETS = "budgets";
    static final String RESERVATIONS = "reservations";
    static final String QUEUE = "budget-queue";

    /** All stores, for their changelogs. */
    public static final List<String> STORES = List.of(BUDGETS, RESERVATIONS, QUEUE);

    private static final String SOURCE = "budget-gate-entries";
    private static final String PROCESSOR = "budget-gate";

    private BudgetTopology() {}

    /** Makes the serde of a record's class. */
    public interface SerdeFactory {
        <T extends SpecificRecord> Serde<T> of(Class<T> type);
    }

    /** @param patience after which a task that was let out and never answered is taken for lost */
    public static void add(Topology topology, SerdeFactory serdes, Duration patience) {
        topology.addSource(
                SOURCE,
                Serdes.String().deserializer(),
                serdes.of(BudgetEntry.class).deserializer(),
                Topics.BUDGET_ENTRIES.name());
        topology.addProcessor(PROCESSOR, () -> new BudgetProcessor(patience), SOURCE);
        topology.addStateStore(store(BUDGETS, serdes.of(BudgetState.class)), PROCESSOR);
        topology.addStateStore(store(RESERVATIONS, serdes.of(Reservation.class)), PROCESSOR);
        topology.addStateStore(store(QUEUE, Serdes.String()), PROCESSOR);
        sink(topology, Topics.BUDGET_ANSWERS, serdes);
        sink(topology, Topics.BUDGETS, serdes);
    }

    static String sink(Topic<?> topic) {
        return "budget-gate-" + topic.name().substring("gtm.".length()).replace('.', '-');
    }

    private static <V extends SpecificRecord> void sink(Topology topology, Topic<V> topic, SerdeFactory serdes) {
        topology.addSink(
                sink(topic),
                topic.name(),
                Serdes.String().serializer(),
                serdes.of(topic.type()).serializer(),
                PROCESSOR);
    }

    private static <V> StoreBuilder<?> store(String name, Serde<V> serde) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), serde)
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
