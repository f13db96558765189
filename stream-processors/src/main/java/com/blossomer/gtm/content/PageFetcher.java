package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Page;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/** Fetches HTML pages from the site itself, where its robots.txt allows it. */
final class PageFetcher implements PageSource {

    private static final int LONGEST_VALIDATOR = 500;

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

    /** Whether the server says that a page is still as it was; false also where it cannot be asked. */
    boolean unchanged(Page known, Deadline deadline) throws InterruptedException {
        Map<String, String> conditions = new LinkedHashMap<>();
        if (known.getEtag() != null) {
            conditions.put("If-None-Match", known.getEtag());
        }
        if (known.getLastModified() != null) {
            conditions.put("If-Modified-Since", known.getLastModified());
        }
        return !conditions.isEmpty()
                && http.get(URI.create(known.getUrl()), conditions, deadline, robots, PageFetcher::notModified)
                        instanceof GuardedHttp.Got<Boolean> got
                && got.value();
    }

    private static Boolean notModified(URI uri, ClassicHttpResponse response) {
        return response.getCode() == 304;
    }

    private static @Nullable String validator(ClassicHttpResponse response, String name) {
        String value = GuardedHttp.header(response, name);
        return value == null || value.isBlank() || value.length() > LONGEST_VALIDATOR ? null : value;
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
            case HtmlBody.Html html ->
                new FetchedPage(
                        uri,
                        status,
                        html.text(),
                        html.bytes(),
                        clock.instant(),
                        validator(response, "ETag"),
                        validator(response, "Last-Modified"));
            case HtmlBody.Unusable unusable -> unusable.failure();
        };
    }
}
