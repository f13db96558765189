package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compacted topic in memory: the last record of every key, whole when {@link #start} returns and kept up to date from
 * then on. For topics that are small. Thread-safe.
 */
public final class CompactedView<V extends SpecificRecord> implements Component {

    private static final Logger LOG = LoggerFactory.getLogger(CompactedView.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaClients clients;
    private final Topic<V> topic;
    private final Listener<V> listener;
    private final Map<String, V> values = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable ComponentThread thread;
    private volatile @Nullable String trouble;

    public CompactedView(KafkaClients clients, Topic<V> topic) {
        this(clients, topic, (key, value) -> {});
    }

    /** @param listener told of every record after the view has taken it, in the order of the log within a partition */
    public CompactedView(KafkaClients clients, Topic<V> topic, Listener<V> listener) {
        this.clients = clients;
        this.topic = topic;
        this.listener = listener;
    }

    /** Told of records; of old ones again when reading begins anew after an error. */
    public interface Listener<V> {

        /** @param value null where the key has none any more */
        void changed(String key, @Nullable V value);
    }

    /** The last value of a key; null where there is none. */
    public @Nullable V get(String key) {
        return values.get(key);
    }

    /** All of it, as it is at any moment: it changes while it is read. */
    public Map<String, V> all() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public String name() {
        return topic.name().replace('.', '-') + "-view";
    }

    @Override
    public int phase() {
        return 0;
    }

    @Override
    public void start() {
        Deserializer<V> deserializer = clients.serde(topic.type()).deserializer();
        Consumer<byte[], byte[]> first = open();
        try {
            Map<TopicPartition, Long> ends = first.endOffsets(first.assignment());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> first.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(topic.name() + " could not be read within a minute");
                }
                first.poll(Duration.ofMillis(100)).forEach(record -> take(record, deserializer));
            }
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        consumer = first;
        thread = ComponentThread.start(name(), running -> follow(deserializer, running));
    }

    private Consumer<byte[], byte[]> open() {
        Consumer<byte[], byte[]> opened = clients.tail(name(), Map.of());
        List<TopicPartition> partitions = IntStream.range(0, clients.settings().sitePartitions())
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        opened.assign(partitions);
        opened.seekToBeginning(partitions);
        return opened;
    }

    private void follow(Deserializer<V> deserializer, ComponentThread running) {
        while (!running.stopping()) {
            try (Consumer<byte[], byte[]> reading = consumer == null ? open() : consumer) {
                consumer = reading;
                while (!running.stopping()) {
                    reading.poll(POLL).forEach(record -> take(record, deserializer));
                    trouble = null;
                }
            } catch (WakeupException e) {
                LOG.debug("woken up to stop");
            } catch (RuntimeException | Error e) {
                trouble = e.toString();
                LOG.atWarn().addKeyValue("topic", topic.name()).setCause(e).log("reading failed; it begins anew");
                running.pause(RETRY);
            } finally {
                consumer = null;
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Deserializer<V> deserializer) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        try {
            V value = record.value() == null ? null : deserializer.deserialize(topic.name(), record.value());
            if (value == null) {
                values.remove(key);
            } else {
                values.put(key, value);
            }
            listener.changed(key, value);
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("record could not be read; skipped");
        }
    }

    @Override
    public void stop() {
        ComponentThread ending = thread;
        if (ending != null) {
            ending.stop(() -> {
                Consumer<byte[], byte[]> current = consumer;
                if (current != null) {
                    current.wakeup();
                }
            });
            thread = null;
        }
    }

    @Override
    public Health health() {
        if (!ComponentThread.alive(thread)) {
            return new Health(false, "not running");
        }
        String reason = trouble;
        return reason == null ? new Health(true, values.size() + " values") : new Health(false, reason);
    }
}
