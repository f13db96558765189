package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.site.WebsiteUrl;
import java.time.Clock;
import java.util.List;

/** The configured sources and what they share: one way out, one gate, one knowledge of robots.txt files. */
final class ContentSources implements ContentSource, AutoCloseable {

    private final GuardedHttp http;
    private final FirecrawlPages firecrawl;
    private final PageFetcher fetcher;
    private final ContentSource source;

    private ContentSources(GuardedHttp http, FirecrawlPages firecrawl, PageFetcher fetcher, ContentSource source) {
        this.http = http;
        this.firecrawl = firecrawl;
        this.fetcher = fetcher;
        this.source = source;
    }

    static ContentSources of(
            ContentSettings settings,
            PolitenessSettings politeness,
            FirecrawlSettings firecrawl,
            Outside outside,
            Clock clock) {
        List<String> names = names(settings, firecrawl);
        FetchGuard guard = new FetchGuard(settings.allow());
        GuardedHttp http = new GuardedHttp(settings, guard, new HostGate(politeness.perHost()), outside);
        Robots robots = new Robots(http, guard, politeness, settings);
        FirecrawlPages service =
                new FirecrawlPages(firecrawl, http, robots, new FirecrawlAnswer(settings.maxPageBytes(), clock));
        PageFetcher fetcher = new PageFetcher(http, robots, settings.maxPageBytes(), clock);
        List<ContentSource> sources = names.stream()
                .map(name -> name.equals(ContentSettings.WEB) ? fetcher : service)
                .<ContentSource>map(pages -> new WebSource(settings, pages))
                .toList();
        return new ContentSources(http, service, fetcher, new FallbackSource(sources));
    }

    /**
     * In the order to try them.
     *
     * @throws IllegalArgumentException when Firecrawl is asked for and cannot be
     */
    static List<String> names(ContentSettings settings, FirecrawlSettings firecrawl) {
        if (settings.sources().contains(ContentSettings.FIRECRAWL) && !firecrawl.configured()) {
            throw new IllegalArgumentException(
                    "blossomer.fetch.sources names firecrawl; set FIRECRAWL_API_KEY, or FIRECRAWL_BASE_URL for a server"
                            + " of your own");
        }
        if (!settings.sources().isEmpty()) {
            return settings.sources();
        }
        return firecrawl.configured()
                ? List.of(ContentSettings.WEB, ContentSettings.FIRECRAWL)
                : List.of(ContentSettings.WEB);
    }

    @Override
    public Outcome read(WebsiteUrl site, Deadline deadline) throws InterruptedException {
        return source.read(site, deadline);
    }

    /** Whether every page that was read is still as it was, as far as its server says; the first that is not ends it. */
    boolean unchanged(List<Page> known, Deadline deadline) throws InterruptedException {
        for (Page page : known) {
            if (!fetcher.unchanged(page, deadline)) {
                return false;
            }
        }
        return !known.isEmpty();
    }

    @Override
    public void close() {
        http.close();
        firecrawl.close();
    }
}
