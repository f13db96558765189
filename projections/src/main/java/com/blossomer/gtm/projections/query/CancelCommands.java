package com.blossomer.gtm.projections.query;

import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CancelRun;
import com.blossomer.gtm.platform.Ids;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Asks the pipeline to stop a run. */
@Singleton
final class CancelCommands {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Producer<String, SpecificRecord> producer;
    private final ExecutorService executor;
    private final Ids ids;
    private final Clock clock;

    CancelCommands(KafkaClients kafka, @Named(TaskExecutors.BLOCKING) ExecutorService executor, Ids ids, Clock clock) {
        this.producer = kafka.producer("projections-cancel");
        this.executor = executor;
        this.ids = ids;
        this.clock = clock;
    }

    /** Returns once the command is stored. */
    void append(CampaignRun run) throws InterruptedException {
        CampaignCommand command = new CampaignCommand(
                run.tenant(),
                run.campaignId(),
                run.run(),
                run.site(),
                Instant.now(clock).truncatedTo(ChronoUnit.MILLIS),
                ids.traceId(),
                new CancelRun());
        // Sending itself blocks while the topic's leader is unknown.
        Future<RecordMetadata> stored =
                executor.submit(() -> producer.send(Events.record(Topics.CAMPAIGN_COMMANDS, run.site(), command))
                        .get());
        try {
            stored.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw Problems.notCancelled(run, e);
        }
    }

    @PreDestroy
    void close() {
        producer.close(PATIENCE);
    }
}
