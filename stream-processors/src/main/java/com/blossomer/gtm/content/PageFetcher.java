package com.blossomer.gtm.content;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Fetches HTML pages from the site itself, where its robots.txt allows it. */
final class PageFetcher implements PageSource {

    private final GuardedHttp http;
    private final GuardedHttp.Permission robots;
    private final int maxBytes;
    private final Clock clock;

    PageFetcher(GuardedHttp http, GuardedHttp.Permission robots, int maxBytes, Clock clock) {
        this.http = http;
        this.robots = robots;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public FetchOutcome fetch(URI start, Deadline deadline) throws InterruptedException {
        return switch (http.get(start, deadline, robots, this::page)) {
            case GuardedHttp.Got<FetchOutcome> got -> got.value();
            case GuardedHttp.Failed<FetchOutcome> failed -> failed.failure();
        };
    }

    private FetchOutcome page(URI uri, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status < 200 || status >= 300) {
            return FetchFailure.ofStatus(uri, status);
        }
        String contentType = GuardedHttp.header(response, "Content-Type");
        if (!HtmlBody.mayBeHtml(contentType)) {
            return HtmlBody.notHtml(contentType);
        }
        return switch (HtmlBody.read(response.getEntity(), contentType, maxBytes)) {
            case HtmlBody.Html html -> new FetchedPage(uri, status, html.text(), html.bytes(), clock.instant());
            case HtmlBody.Unusable unusable -> unusable.failure();
        };
    }
}
