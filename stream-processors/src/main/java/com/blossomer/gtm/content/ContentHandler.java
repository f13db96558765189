package com.blossomer.gtm.content;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.ContentUnchanged;
import com.blossomer.gtm.platform.worker.TaskHandler;
import com.blossomer.gtm.site.WebsiteUrl;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/** Reads the site that a task names; what is wrong with the site is a result, not an exception. */
public final class ContentHandler implements TaskHandler<ContentTask, ContentResult>, AutoCloseable {

    private final ContentSources sources;
    private final Duration siteTimeout;
    private final Clock clock;

    ContentHandler(ContentSources sources, Duration siteTimeout, Clock clock) {
        this.sources = sources;
        this.siteTimeout = siteTimeout;
        this.clock = clock;
    }

    /** Reads sites as configured. */
    public static ContentHandler reading(
            ContentSettings settings, PolitenessSettings politeness, FirecrawlSettings firecrawl, Clock clock) {
        ContentSources sources = ContentSources.of(settings, politeness, firecrawl, Outside.REAL, clock);
        return new ContentHandler(sources, settings.siteTimeout(), clock);
    }

    @Override
    public Topic<ContentResult> results() {
        return Topics.CONTENT_RESULTS;
    }

    @Override
    public ContentResult handle(ContentTask task) throws InterruptedException {
        return switch (WebsiteUrl.parse(task.getWebsiteUrl())) {
            case WebsiteUrl.Invalid invalid ->
                result(
                        task,
                        FetchFailure.invalidUrl("The address " + invalid.problem() + ".")
                                .toStageFailure());
            case WebsiteUrl.Valid valid -> read(task, valid.url(), Deadline.in(siteTimeout));
        };
    }

    private ContentResult read(ContentTask task, WebsiteUrl url, Deadline deadline) throws InterruptedException {
        if (sources.unchanged(task.getKnownPages(), deadline)) {
            return result(task, new ContentUnchanged());
        }
        return switch (sources.read(url, deadline)) {
            case ContentSource.Content read -> result(task, read.content());
            case ContentSource.Failed failed -> result(task, failed.failure().toStageFailure());
        };
    }

    @Override
    public ContentResult givenUp(ContentTask task, String reason) {
        return result(task, new FetchFailure(FetchFailure.WORKER_CRASHED, reason).toStageFailure());
    }

    private ContentResult result(ContentTask task, Object body) {
        return ContentResult.newBuilder()
                .setTenant(task.getTenant())
                .setCampaignId(task.getCampaignId())
                .setRun(task.getRun())
                .setSite(task.getSite())
                .setTaskId(task.getTaskId())
                .setOccurredAt(Objects.requireNonNull(clock.instant()))
                .setTraceId(task.getTraceId())
                .setBody(body)
                .build();
    }

    @Override
    public void close() {
        sources.close();
    }
}
