package com.blossomer.gtm.projections.search;

import com.blossomer.gtm.avro.RegistryUnavailableException;
import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ComponentThread;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.projections.RecordDecoder;
import com.blossomer.gtm.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link SearchLoop} going on a thread of its own, through outages of the store, the model and the broker. Nothing
 * waits for it: its trouble shows in its health's detail, and does not make the service unready.
 */
@Singleton
@Requires(property = SearchProjection.ROLE, value = "true", defaultValue = "true")
final class SearchProjection implements Component {

    static final String ROLE = "blossomer.roles.search";

    private static final Logger LOG = LoggerFactory.getLogger(SearchProjection.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);
    /** Longer than a step takes on a busy machine; one that was killed is noticed by its missing heartbeat much earlier. */
    private static final int POLL_INTERVAL_MS = 15 * 60 * 1_000;

    private final KafkaClients kafka;
    private final Stores stores;
    private final Model model;
    private final SearchSettings settings;
    private final Counter embedded;
    private final AtomicLong lag = new AtomicLong();

    private volatile @Nullable ComponentThread thread;
    private volatile @Nullable SearchLoop loop;
    private volatile @Nullable String trouble;

    SearchProjection(KafkaClients kafka, Stores stores, Model model, SearchSettings settings, MeterRegistry metrics) {
        this.kafka = kafka;
        this.stores = stores;
        this.model = model;
        this.settings = settings;
        this.embedded = metrics.counter("blossomer.search.sites.embedded");
        metrics.gauge("blossomer.search.lag", lag);
    }

    @Override
    public String name() {
        return "search";
    }

    /** Last to start, first to stop. */
    @Override
    public int phase() {
        return 30;
    }

    @Override
    public synchronized void start() {
        thread = ComponentThread.start("search", this::run);
    }

    @Override
    public synchronized void stop() {
        ComponentThread ending = thread;
        if (ending != null) {
            ending.stop(() -> {
                SearchLoop running = loop;
                if (running != null) {
                    running.wakeup();
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
        String known = trouble;
        return new Health(true, (known == null ? "" : known + "; ") + lag.get() + " records behind");
    }

    private void run(ComponentThread running) {
        Duration backoff = FIRST_BACKOFF;
        while (!running.stopping()) {
            try (SearchLoop opened = open(running)) {
                loop = opened;
                while (!running.stopping()) {
                    backoff = step(opened, backoff);
                }
            } catch (WakeupException | CancellationException e) {
                LOG.atDebug().log("search stops");
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                // Errors too: a thread that ended would leave an index that looks alive and never changes.
                trouble = e instanceof IndexUnavailable ? e.getMessage() : "reading failed: " + e;
                LOG.atWarn().addKeyValue("retry_in", backoff).setCause(e).log("search failed; it starts anew");
                stores.close(); // to be opened anew: what is there then may be another store
                running.pause(backoff);
                backoff = longer(backoff);
            } finally {
                loop = null;
            }
        }
    }

    private Duration step(SearchLoop opened, Duration backoff) throws InterruptedException {
        try {
            SearchLoop.Step step = opened.step(POLL);
            embedded.increment(step.sites());
            opened.lag().ifPresent(lag::set);
            trouble = null;
            if (step.records() > 0 && lag.get() == 0) {
                opened.rest(settings.gather());
            }
            return FIRST_BACKOFF;
        } catch (RegistryUnavailableException e) {
            trouble = "the schema registry does not answer: " + e.getMessage();
            LOG.atWarn().addKeyValue("retry_in", backoff).log("search cannot go on: {}", e.getMessage());
            opened.rest(backoff);
            return longer(backoff);
        }
    }

    private SearchLoop open(ComponentThread running) {
        VectorStore store = stores.open();
        Indexer indexer = new Indexer(store, model, Idleness.ofMachine(settings.patience()), settings.sections());
        Map<String, Object> overrides = Map.of(
                "max.poll.records",
                settings.maxPollRecords(),
                "max.poll.interval.ms",
                POLL_INTERVAL_MS,
                "auto.offset.reset",
                "earliest",
                "fetch.max.wait.ms",
                500,
                "fetch.max.bytes",
                8 * 1024 * 1024);
        return new SearchLoop(
                kafka.consumer(settings.group(), overrides),
                RecordDecoder.of(kafka, List.of(Topics.CAMPAIGN_COMMANDS, Topics.CONTENT_RESULTS)),
                indexer,
                store.generation(),
                running::stopping);
    }

    private static Duration longer(Duration backoff) {
        Duration doubled = backoff.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
    }
}
