package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.BatchEvent;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;

/** What is asked of batches that exist; sent from here because only the tables know which do, as with runs (ADR 6). */
@Singleton
final class BatchCommands {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** How long the answer waits for the tables to show what was asked. */
    private static final Duration SHOWN = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(25);

    private final CommandLog log;
    private final BatchReader reader;
    private final Ids ids;
    private final Clock clock;

    BatchCommands(CommandLog log, BatchReader reader, Ids ids, Clock clock) {
        this.log = log;
        this.reader = reader;
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns once it is stored, and as a rule projected. */
    void append(BatchRecord batch, Object body) throws InterruptedException {
        Instant now = Instant.now(clock).truncatedTo(ChronoUnit.MILLIS);
        BatchEvent event = new BatchEvent(batch.tenant(), "", batch.batchId(), now, ids.traceId(), body);
        try {
            log.append(Topics.BATCH_EVENTS, batch.batchId(), event, PATIENCE).get();
        } catch (ExecutionException e) {
            throw Problems.notStored(batch, e);
        }
        long deadline = System.nanoTime() + SHOWN.toNanos();
        while (!shown(batch, now) && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
        }
    }

    private boolean shown(BatchRecord batch, Instant asked) {
        return reader.find(batch.tenant(), batch.batchId())
                .map(BatchRecord::controlAt)
                .filter(at -> !at.isBefore(asked))
                .isPresent();
    }
}
