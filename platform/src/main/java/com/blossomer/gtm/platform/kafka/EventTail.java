package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code gtm.campaign.events} from where it ended when {@link #start} returned, and hands each event to those who
 * wait for its campaign. Listeners run on the tail's one thread: they must be quick and must not throw.
 *
 * <p>An event that cannot be read is skipped with a warning; the projection puts it to the dead letters.
 */
@Singleton
public final class EventTail implements Component {

    /** Ends with {@link #close}; events may still arrive while it closes. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final Map<String, List<Consumer<CampaignEvent>>> listeners = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private volatile org.apache.kafka.clients.consumer.@Nullable Consumer<byte[], byte[]> consumer;
    private volatile @Nullable Deserializer<CampaignEvent> deserializer;
    private volatile @Nullable ComponentThread thread;
    private volatile @Nullable String trouble;

    public EventTail(KafkaClients clients) {
        this.clients = clients;
    }

    /** Every event of this campaign from now on. */
    public Subscription subscribe(String campaignId, Consumer<CampaignEvent> listener) {
        listeners.compute(campaignId, (id, known) -> {
            List<Consumer<CampaignEvent>> all = known == null ? new CopyOnWriteArrayList<>() : known;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(campaignId, (id, known) -> {
            known.remove(listener);
            return known.isEmpty() ? null : known;
        });
    }

    @Override
    public String name() {
        return "event-tail";
    }

    @Override
    public int phase() {
        return 0;
    }

    @Override
    public void start() {
        deserializer = clients.serde(CampaignEvent.class).deserializer();
        var first = clients.tail(name(), Map.of());
        List<TopicPartition> partitions = IntStream.range(0, clients.settings().sitePartitions())
                .mapToObj(partition -> new TopicPartition(Topics.CAMPAIGN_EVENTS.name(), partition))
                .toList();
        try {
            first.assign(partitions);
            first.seekToEnd(partitions);
            partitions.forEach(partition -> positions.put(partition, first.position(partition)));
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        consumer = first;
        thread = ComponentThread.start(name(), this::follow);
    }

    private void follow(ComponentThread running) {
        while (!running.stopping()) {
            try (var reading = consumer == null ? reopen() : consumer) {
                consumer = reading;
                while (!running.stopping()) {
                    for (ConsumerRecord<byte[], byte[]> record : reading.poll(POLL)) {
                        deliver(record);
                        positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    }
                    trouble = null;
                }
            } catch (WakeupException e) {
                LOG.debug("woken up to stop");
            } catch (RuntimeException | Error e) {
                trouble = e.toString();
                LOG.atWarn().setCause(e).log("event tail failed; it reads on from where it was");
                running.pause(RETRY);
            } finally {
                consumer = null;
            }
        }
    }

    private org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> reopen() {
        var next = clients.tail(name(), Map.of());
        Map<TopicPartition, Long> from = new LinkedHashMap<>(positions);
        next.assign(from.keySet());
        from.forEach(next::seek);
        return next;
    }

    private void deliver(ConsumerRecord<byte[], byte[]> record) {
        String subject = CloudEvents.text(record.headers(), CloudEvents.SUBJECT);
        if (listeners.isEmpty() || subject != null && !listeners.containsKey(subject)) {
            return;
        }
        try {
            Deserializer<CampaignEvent> reader = deserializer;
            CampaignEvent event =
                    reader == null ? null : reader.deserialize(record.topic(), record.headers(), record.value());
            if (event != null) {
                listeners.getOrDefault(event.getCampaignId(), List.of()).forEach(listener -> listener.accept(event));
            }
        } catch (RegistryUnavailableException e) {
            throw e; // the event is read again once the registry answers
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .setCause(e)
                    .log("event could not be delivered; skipped");
        }
    }

    @Override
    public void stop() {
        ComponentThread ending = thread;
        if (ending != null) {
            ending.stop(() -> {
                var current = consumer;
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
        return reason == null ? new Health(true, "following") : new Health(false, reason);
    }
}
