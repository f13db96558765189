package com.blossomer.gtm.projections.query;

import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.http.sse.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** Live progress of batches: how they stand, once a second at most, until they end. A virtual thread for each listener. */
@Singleton
final class BatchProgress {

    private static final Logger LOG = LoggerFactory.getLogger(BatchProgress.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SILENT_LOOKS = 10;

    private final BatchReader reader;

    BatchProgress(BatchReader reader) {
        this.reader = reader;
    }

    Publisher<Event<?>> of(String tenant, String batchId) {
        return Flux.create(sink -> {
            Thread thread =
                    Thread.ofVirtual().name("batch-progress-" + batchId).start(() -> listen(sink, tenant, batchId));
            sink.onDispose(thread::interrupt);
        });
    }

    private void listen(FluxSink<Event<?>> sink, String tenant, String batchId) {
        try {
            @Nullable BatchView told = null;
            int silent = 0;
            while (!sink.isCancelled()) {
                @Nullable BatchView now = look(tenant, batchId);
                if (now != null && now.over()) {
                    sink.next(Event.of(now).name("finished"));
                    sink.complete();
                    return;
                }
                if (now != null && !same(told, now)) {
                    sink.next(Event.of(now).name("progress"));
                    told = now;
                    silent = 0;
                } else if (++silent % SILENT_LOOKS == 0) {
                    sink.next(Event.of("").comment("still there"));
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("listener left");
        } catch (RuntimeException e) {
            if (!sink.isCancelled()) {
                sink.error(e);
            }
        }
    }

    private @Nullable BatchView look(String tenant, String batchId) {
        try {
            return reader.view(tenant, batchId).orElse(null);
        } catch (DataAccessException e) {
            LOG.atWarn().addKeyValue("batch_id", batchId).log("cannot look at the table: {}", e.getMessage());
            return null;
        }
    }

    private static boolean same(@Nullable BatchView told, BatchView now) {
        return told != null
                && told.status().equals(now.status())
                && told.counts().equals(now.counts())
                && told.stages().equals(now.stages());
    }
}
