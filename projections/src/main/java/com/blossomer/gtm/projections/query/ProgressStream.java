package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.platform.kafka.EventTail;
import com.blossomer.gtm.projections.query.Progress.News;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.sse.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Live progress of one run: a snapshot, then what happens, until the run finishes. A virtual thread for each listener. It
 * listens first and reads the snapshot afterwards, and looks at the table again whenever it has heard nothing for a while:
 * an event from before it listened, not yet in the snapshot, is told then.
 */
@Singleton
final class ProgressStream {

    private static final Logger LOG = LoggerFactory.getLogger(ProgressStream.class);
    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);
    /** How long a finished run may take to reach the table before its end is told without the table. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration FINAL_LOOK = Duration.ofMillis(50);

    private final EventTail tail;
    private final CampaignReader reader;
    private final AtomicInteger listeners = new AtomicInteger();

    ProgressStream(EventTail tail, CampaignReader reader, MeterRegistry metrics) {
        this.tail = tail;
        this.reader = reader;
        metrics.gauge("blossomer.progress.listeners", listeners);
    }

    Publisher<Event<?>> of(String tenant, String campaignId, @Nullable Integer run) {
        return Flux.create(sink -> {
            Listener listener = new Listener(sink, tenant, campaignId, run);
            Thread thread = Thread.ofVirtual().name("progress-" + campaignId).start(listener);
            sink.onDispose(thread::interrupt);
        });
    }

    private final class Listener implements Runnable {

        private final FluxSink<Event<?>> sink;
        private final String tenant;
        private final String campaignId;
        private final @Nullable Integer run;
        private final BlockingQueue<CampaignEvent> heard = new LinkedBlockingQueue<>();

        private Listener(FluxSink<Event<?>> sink, String tenant, String campaignId, @Nullable Integer run) {
            this.sink = sink;
            this.tenant = tenant;
            this.campaignId = campaignId;
            this.run = run;
        }

        @Override
        public void run() {
            listeners.incrementAndGet();
            try {
                listen();
            } finally {
                listeners.decrementAndGet();
            }
        }

        @SuppressWarnings("try") // The subscription works by being open.
        private void listen() {
            try (EventTail.Subscription subscription = tail.subscribe(campaignId, this::hear)) {
                CampaignView snapshot = reader.campaign(tenant, campaignId, run).orElseThrow();
                sink.next(Event.of(snapshot).name("snapshot").id(snapshot.run() + ":snapshot"));
                Progress progress = Progress.since(snapshot);
                tell(progress.on(snapshot));
                follow(progress, snapshot.run());
                sink.complete();
            } catch (InterruptedException e) {
                LOG.atDebug().log("listener left");
            } catch (RuntimeException e) {
                if (!sink.isCancelled()) {
                    sink.error(e);
                }
            }
        }

        private void hear(CampaignEvent event) {
            if (event.getTenant().equals(tenant)) {
                heard.add(event);
            }
        }

        private void follow(Progress progress, int followed) throws InterruptedException {
            Duration silence = FIRST_LOOK;
            while (!progress.finished() && !sink.isCancelled()) {
                CampaignEvent event = heard.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
                if (event == null) {
                    look(progress, followed);
                    sink.next(Event.of("").comment("still there"));
                    silence = silence.multipliedBy(2).compareTo(LONGEST_SILENCE) < 0
                            ? silence.multipliedBy(2)
                            : LONGEST_SILENCE;
                } else if (event.getBody() instanceof RunFinished && event.getRun() == followed) {
                    finish(progress, event);
                } else {
                    tell(progress.on(event));
                }
            }
        }

        /** The end is told once the table has it: then nothing is missing, and whoever asks next sees the run finished. */
        private void finish(Progress progress, CampaignEvent finished) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!progress.finished() && System.nanoTime() < deadline) {
                look(progress, finished.getRun());
                if (!progress.finished()) {
                    Thread.sleep(FINAL_LOOK);
                }
            }
            tell(progress.on(finished));
        }

        private void look(Progress progress, int followed) {
            try {
                reader.campaign(tenant, campaignId, followed).ifPresent(state -> tell(progress.on(state)));
            } catch (DataAccessException e) {
                LOG.atWarn().addKeyValue("campaign_id", campaignId).log("cannot look at the table: {}", e.getMessage());
            }
        }

        private void tell(List<News> news) {
            for (News item : news) {
                sink.next(Event.of(item.data()).name(item.name()).id(item.id()));
            }
        }
    }
}
