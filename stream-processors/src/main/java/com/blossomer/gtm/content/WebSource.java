package com.blossomer.gtm.content;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.site.WebsiteUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jsoup.nodes.Document;

/** Reads a site page by page: the page asked for, which decides, and the most telling pages that it links to. */
final class WebSource implements ContentSource {

    private final ContentSettings settings;
    private final PageSource source;

    WebSource(ContentSettings settings, PageSource source) {
        this.settings = settings;
        this.source = source;
    }

    private record ReadPage(FetchedPage page, PageText text) {}

    @Override
    public Outcome read(WebsiteUrl site, Deadline deadline) throws InterruptedException {
        return switch (source.fetch(site.uri(), deadline.orIn(settings.pageTimeout()))) {
            case FetchFailure failure -> new Failed(failure);
            case FetchedPage page -> read(page, deadline);
        };
    }

    private Outcome read(FetchedPage page, Deadline deadline) throws InterruptedException {
        Document document = Extractor.parse(page.html(), page.uri());
        PageText text = Extractor.extract(document, page.uri());
        if (text.chars() < settings.minTextChars()) {
            return new Failed(ThinPage.explain(document, page.uri(), text));
        }
        List<ReadPage> pages = new ArrayList<>();
        pages.add(new ReadPage(page, text));
        pages.addAll(linked(Links.telling(document, page.uri(), settings.linkedPages()), deadline));
        return new Content(SiteContents.of(
                text.title(),
                text.description(),
                text.language(),
                pages.stream().map(read -> read.text().sections()).toList(),
                pages.stream().map(read -> page(read.page())).toList(),
                settings.maxTextChars()));
    }

    /** Reads the linked pages side by side; whatever fails or is late is left out. */
    private List<ReadPage> linked(List<URI> links, Deadline deadline) throws InterruptedException {
        List<ReadPage> read = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<FetchOutcome>> answers = links.stream()
                    .map(link -> threads.submit(() -> source.fetch(link, deadline.orIn(settings.pageTimeout()))))
                    .toList();
            for (Future<FetchOutcome> answer : answers) {
                if (within(answer, deadline) instanceof FetchedPage page) {
                    Document document = Extractor.parse(page.html(), page.uri());
                    read.add(new ReadPage(page, Extractor.extract(document, page.uri())));
                }
            }
        } finally {
            threads.shutdownNow();
        }
        return read;
    }

    private static FetchOutcome within(Future<FetchOutcome> answer, Deadline deadline) throws InterruptedException {
        try {
            return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new FetchFailure(FetchFailure.TIMEOUT, "late");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a linked page broke the fetcher", e.getCause());
        }
    }

    private static Page page(FetchedPage page) {
        return new Page(
                page.uri().toString(), page.status(), page.bytes(), page.fetchedAt(), page.etag(), page.lastModified());
    }
}
