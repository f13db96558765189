package com.blossomer.gtm.projections;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Bytes of projected topics to records. */
public final class RecordDecoder {

    private static final List<Topic<? extends SpecificRecord>> PROJECTED = List.of(
            Topics.CAMPAIGN_COMMANDS,
            Topics.CAMPAIGN_EVENTS,
            Topics.CONTENT_RESULTS,
            Topics.BUDGETS,
            Topics.BATCH_EVENTS,
            Topics.REPLAYS);

    /** A record that will never be read, however often it is tried. */
    public static final class Poison extends Exception {
        Poison(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private final Map<String, Deserializer<? extends SpecificRecord>> byTopic;

    private RecordDecoder(Map<String, Deserializer<? extends SpecificRecord>> byTopic) {
        this.byTopic = Map.copyOf(byTopic);
    }

    /** Of the topics that are projected to Postgres. */
    public static RecordDecoder of(KafkaClients kafka) {
        return of(kafka, PROJECTED);
    }

    public static RecordDecoder of(KafkaClients kafka, List<Topic<? extends SpecificRecord>> topics) {
        Map<String, Deserializer<? extends SpecificRecord>> byTopic = new LinkedHashMap<>();
        for (Topic<? extends SpecificRecord> topic : topics) {
            byTopic.put(topic.name(), kafka.serde(topic.type()).deserializer());
        }
        return new RecordDecoder(byTopic);
    }

    public Set<String> topics() {
        return byTopic.keySet();
    }

    /**
     * @throws Poison when it is no record of ours
     * @throws RegistryUnavailableException when the registry is away; it must be tried again
     */
    public SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) throws Poison {
        Deserializer<? extends SpecificRecord> deserializer = byTopic.get(record.topic());
        if (deserializer == null) {
            throw new IllegalStateException("not a projected topic: " + record.topic());
        }
        SpecificRecord value;
        try {
            value = deserializer.deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            throw new Poison("the value is not " + record.topic() + "'s Avro record: " + e.getMessage(), e);
        }
        if (value == null) {
            throw new Poison("the record has no value", null);
        }
        return value;
    }
}
