package com.blossomer.gtm.ingress;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.kafka.CommandLog;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Writes the commands of one batch, so many on their way at once; used by one thread, which waits where Kafka is slower. */
final class BatchWriter {

    private final CommandLog commands;
    private final int limit;
    private final Duration timeout;
    private final Semaphore slots;
    private final AtomicLong stored = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    BatchWriter(CommandLog commands, int limit, Duration timeout) {
        this.commands = commands;
        this.limit = limit;
        this.timeout = timeout;
        this.slots = new Semaphore(limit);
    }

    /** Whether it went on its way; false once Kafka has failed, which ends the batch. */
    boolean add(CampaignCommand command) throws InterruptedException {
        if (failure.get() != null || !slots.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        commands.send(command, (metadata, why) -> {
            if (why == null) {
                stored.incrementAndGet();
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
}
