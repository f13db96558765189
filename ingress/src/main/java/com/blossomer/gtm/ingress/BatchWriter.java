package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.kafka.CommandLog;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Writes the rows of one batch, so many on their way at once; used by one thread, which waits where Kafka is slower. */
final class BatchWriter {

    private final CommandLog log;
    private final String batchId;
    private final int limit;
    private final Duration timeout;
    private final Semaphore slots;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable Extent> extent = new AtomicReference<>();

    BatchWriter(CommandLog log, String batchId, int limit, Duration timeout) {
        this.log = log;
        this.batchId = batchId;
        this.limit = limit;
        this.timeout = timeout;
        this.slots = new Semaphore(limit);
    }

    /** Where the rows lie; {@code end} is one past the last. */
    record Extent(int partition, long first, long end) {

        private static Extent with(@Nullable Extent known, RecordMetadata row) {
            return known == null
                    ? new Extent(row.partition(), row.offset(), row.offset() + 1)
                    : new Extent(
                            known.partition,
                            Math.min(known.first, row.offset()),
                            Math.max(known.end, row.offset() + 1));
        }
    }

    /** Whether it went on its way; false once Kafka has failed, which ends the batch. */
    boolean add(CampaignCommand row) throws InterruptedException {
        if (failure.get() != null || !slots.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        log.send(Topics.BATCH_ROWS, batchId, row, (metadata, why) -> {
            if (why == null) {
                stored.incrementAndGet();
                extent.updateAndGet(known -> Extent.with(known, metadata));
            } else {
                failure.compareAndSet(null, why);
            }
            slots.release();
        });
        return true;
    }

    /** Waits for what is on its way; whether all of it was stored. */
    boolean finish() throws InterruptedException {
        return slots.tryAcquire(limit, timeout.toMillis(), TimeUnit.MILLISECONDS) && failure.get() == null;
    }

    long stored() {
        return stored.get();
    }

    /** Null before the first row is stored. */
    @Nullable
    Extent extent() {
        return extent.get();
    }
}
