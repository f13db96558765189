package com.blossomer.gtm.pipeline;

import com.blossomer.gtm.budget.BudgetTopology;
import com.blossomer.gtm.state.Flight;
import com.blossomer.gtm.state.RunState;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: everything about a site meets in one processor, with three stores, and leaves for the task and event
 * topics. One sub-topology for all about a site, without repartitioning, and one for budgets, keyed by tenant. Names are contracts: a store's name names its changelog topic.
 */
final class SiteTopology {

    static final String RUNS = "runs";
    static final String CONTENTS = "contents";
    static final String COMPLETIONS = "completions";

    private static final String PROCESSOR = "site-pipeline";

    private SiteTopology() {}

    /** @param patience after which a task that was let out by a budget and never answered is taken for lost */
    static Topology build(SitePipeline pipeline, BudgetTopology.SerdeFactory serdes, Duration patience) {
        Topology topology = new Topology();
        String[] sources = List.of(
                        Topics.CAMPAIGN_COMMANDS, Topics.CONTENT_RESULTS, Topics.PROMPT_RESULTS, Topics.BUDGET_ANSWERS)
                .stream()
                .map(topic -> source(topology, topic, serdes))
                .toArray(String[]::new);
        topology.addProcessor(PROCESSOR, () -> new SiteProcessor(pipeline), sources);
        topology.addStateStore(store(RUNS, serdes.of(RunState.class)), PROCESSOR);
        topology.addStateStore(store(CONTENTS, serdes.of(Flight.class)), PROCESSOR);
        topology.addStateStore(store(COMPLETIONS, serdes.of(Flight.class)), PROCESSOR);
        sink(topology, Topics.CONTENT_TASKS, serdes);
        sink(topology, Topics.PROMPT_TASKS_INTERACTIVE, serdes);
        sink(topology, Topics.PROMPT_TASKS_BATCH, serdes);
        sink(topology, Topics.BUDGET_ENTRIES, serdes);
        sink(topology, Topics.CAMPAIGN_EVENTS, serdes);
        BudgetTopology.add(topology, serdes, patience);
        return topology;
    }

    /** The changelog topics, which must exist before the first record: {@code <application id>-<store>-changelog}. */
    static List<String> changelogs(String applicationId) {
        return Stream.concat(Stream.of(RUNS, CONTENTS, COMPLETIONS), BudgetTopology.STORES.stream())
                .map(store -> applicationId + "-" + store + "-changelog")
                .toList();
    }

    /** The name of the node that reads or writes a topic. */
    static String node(Topic<?> topic) {
        return topic.name().substring("gtm.".length()).replace('.', '-');
    }

    private static <V extends SpecificRecord> String source(
            Topology topology, Topic<V> topic, BudgetTopology.SerdeFactory serdes) {
        topology.addSource(
                node(topic),
                Serdes.String().deserializer(),
                serdes.of(topic.type()).deserializer(),
                topic.name());
        return node(topic);
    }

    private static <V extends SpecificRecord> void sink(
            Topology topology, Topic<V> topic, BudgetTopology.SerdeFactory serdes) {
        topology.addSink(
                node(topic),
                topic.name(),
                Serdes.String().serializer(),
                serdes.of(topic.type()).serializer(),
                PROCESSOR);
    }

    private static <V> StoreBuilder<?> store(String name, Serde<V> serde) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), serde)
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }
}
