package com.blossomer.gtm.content;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.telemetry.Tracing;
import com.blossomer.gtm.platform.worker.WorkerLoop;
import com.blossomer.gtm.platform.worker.WorkerSettings;
import com.blossomer.gtm.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires the content workers: tasks of {@link Topics#CONTENT_TASKS} to sites on the web. */
@Factory
@Requires(property = "blossomer.roles.content", value = "true", defaultValue = "true")
final class ContentWorkers {

    private static final String GROUP = "content-workers";

    @Singleton
    @Bean(preDestroy = "close")
    ContentHandler contentHandler(
            ContentSettings settings, PolitenessSettings politeness, FirecrawlSettings firecrawl, Clock clock) {
        return ContentHandler.reading(settings, politeness, firecrawl, clock);
    }

    @Singleton
    WorkerLoop<ContentTask, ContentResult> contentWorkerLoop(
            KafkaClients kafka,
            ContentHandler handler,
            ContentSettings settings,
            MeterRegistry meters,
            Tracing tracing) {
        return new WorkerLoop<>(
                kafka,
                Topics.CONTENT_TASKS,
                handler,
                WorkerSettings.of(GROUP, settings.concurrency()),
                meters,
                tracing);
    }
}
