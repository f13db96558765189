package com.blossomer.gtm.topics;

import java.time.Duration;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic as a contract. Keys are strings: the site key, unless {@code key} says otherwise.
 *
 * @param name the topic's name on the broker
 * @param type the Avro record that its values are
 * @param key what the key holds, for the reader
 * @param owner the module that produces to it
 * @param cleanup when its records are dropped
 */
public record Topic<V extends SpecificRecord>(String name, Class<V> type, String key, Owner owner, Cleanup cleanup) {

    /** The modules that own topics. */
    public enum Owner {
        INGRESS,
        STREAM_PROCESSORS,
        CONTENT_WORKERS,
        LLM_WORKERS,
        PROJECTIONS,
        ANY
    }

    /** What is kept for how long, in tables and topics alike; how long is configuration. */
    public enum Data {
        CAMPAIGNS,
        CONTENT,
        USAGE
    }

    /** When records are dropped. */
    public sealed interface Cleanup {

        /** A record goes when a later one has its key. */
        record ByKey() implements Cleanup {}

        /** Records go at this age, unless that of the topic is configured. */
        record After(Duration age) implements Cleanup {}

        /** Records stay as long as all of the data that is made from them: the tables can be built anew. */
        record With(Set<Data> data) implements Cleanup {

            public With {
                data = Set.copyOf(data);
            }
        }

        static Cleanup byKey() {
            return new ByKey();
        }

        static Cleanup afterDays(int days) {
            return new After(Duration.ofDays(days));
        }

        static Cleanup with(Data... data) {
            return new With(Set.of(data));
        }
    }
}
