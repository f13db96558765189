package com.blossomer.gtm.projections.dispatch;

import com.blossomer.gtm.events.CampaignCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Sends commands and returns when all of them are stored. */
final class Sender {

    /** Longer than Kafka's client itself tries. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    /** Where commands go: {@code CommandLog}. */
    interface Log {
        void send(CampaignCommand command, Callback callback);
    }

    private final Log commands;

    Sender(Log commands) {
        this.commands = commands;
    }

    /** @throws KafkaException when one of them may not be stored */
    void send(List<CampaignCommand> chunk) throws InterruptedException {
        if (chunk.isEmpty()) {
            return;
        }
        CountDownLatch stored = new CountDownLatch(chunk.size());
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (CampaignCommand command : chunk) {
            commands.send(command, (metadata, why) -> {
                if (why != null) {
                    failure.compareAndSet(null, why);
                }
                stored.countDown();
            });
        }
        boolean all = stored.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Exception why = failure.get();
        if (!all || why != null) {
            throw new KafkaException(
                    "Kafka did not take all of " + chunk.size() + " commands; they are sent again", why);
        }
    }
}
