package com.blossomer.gtm.topics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic as a contract. Keys are strings: the site key, unless {@code key} says otherwise.
 *
 * @param name the topic's name on the broker
 * @param type the Avro record that its values are
 * @param key what the key holds, for the reader
 * @param owner the module that produces to it
 * @param cleanup whether old records are dropped by age or by key
 * @param retention how long records are kept when they are dropped by age
 */
public record Topic<V extends SpecificRecord>(
        String name, Class<V> type, String key, Owner owner, Cleanup cleanup, Duration retention) {

    /** The modules that own topics. */
    public enum Owner {
        INGRESS,
        STREAM_PROCESSORS,
        CONTENT_WORKERS,
        LLM_WORKERS,
        PROJECTIONS,
        ANY
    }

    /** Kafka's {@code cleanup.policy}. */
    public enum Cleanup {
        DELETE,
        COMPACT
    }

    /** The broker-side settings of this topic. */
    public Map<String, String> config() {
        Map<String, String> config = new LinkedHashMap<>();
        switch (cleanup) {
            case DELETE -> {
                config.put("cleanup.policy", "delete");
                config.put("retention.ms", Long.toString(retention.toMillis()));
            }
            case COMPACT -> config.put("cleanup.policy", "compact");
        }
        return config;
    }
}
