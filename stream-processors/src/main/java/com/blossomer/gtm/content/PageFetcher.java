package com.blossomer.gtm.content;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches one HTML page, within its deadline whatever the server does: slow headers and dripping bodies end when time
 * is up, because a timer then closes the connection. Blocks; meant for virtual threads. Redirects are followed here, one
 * by one, so that each address passes the guard.
 */
final class PageFetcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PageFetcher.class);

    private final FetchGuard guard;
    private final int maxRedirects;
    private final int maxBytes;
    private final Clock clock;
    private final GuardedDns dns;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;

    PageFetcher(ContentSettings settings, FetchGuard guard, GuardedDns.Lookup lookup, Clock clock) {
        this.guard = guard;
        this.maxRedirects = settings.maxRedirects();
        this.maxBytes = settings.maxPageBytes();
        this.clock = clock;
        this.dns = new GuardedDns(guard, lookup, settings.connectTimeout());
        this.client = HttpClients.guarded(settings, dns);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("fetch-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Fetches, following redirects.
     *
     * @throws InterruptedException when this thread was interrupted; the connection is closed
     */
    FetchOutcome fetch(URI start, Deadline deadline) throws InterruptedException {
        URI uri = start;
        for (int hop = 0; hop <= maxRedirects; hop++) {
            Optional<FetchFailure> refusal = guard.refusal(uri);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            if (deadline.passed()) {
                return timeout(uri);
            }
            switch (once(uri, deadline)) {
                case Answer.Done done -> {
                    return done.outcome();
                }
                case Answer.Moved moved -> uri = moved.to();
            }
        }
        return new FetchFailure(
                FetchFailure.TOO_MANY_REDIRECTS,
                "The address leads from redirect to redirect, more than " + maxRedirects
                        + " times; give the address that a browser ends at.");
    }

    private sealed interface Answer {
        record Done(FetchOutcome outcome) implements Answer {}

        record Moved(URI to) implements Answer {}
    }

    private Answer once(URI uri, Deadline deadline) throws InterruptedException {
        HttpGet request = new HttpGet(uri);
        var alarm = timer.schedule(request::cancel, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        HttpHost target = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
        try {
            ClassicHttpResponse response = client.executeOpen(target, request, HttpClientContext.create());
            try {
                return read(uri, response);
            } finally {
                // Cancelled first: closing alone would read the rest of the body, however long it is.
                request.cancel();
                closeQuietly(response);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while fetching");
            }
            return new Answer.Done(deadline.passed() ? timeout(uri) : failure(uri, e));
        } finally {
            alarm.cancel(false);
        }
    }

    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("closing a response that was given up");
        }
    }

    private Answer read(URI uri, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status >= 300 && status < 400 && response.containsHeader("Location")) {
            return moved(uri, header(response, "Location"));
        }
        if (status < 200 || status >= 300) {
            return new Answer.Done(refused(uri, status));
        }
        String contentType = header(response, "Content-Type");
        if (!HtmlBody.mayBeHtml(contentType)) {
            return new Answer.Done(HtmlBody.notHtml(contentType));
        }
        return new Answer.Done(
                switch (HtmlBody.read(response.getEntity(), contentType, maxBytes)) {
                    case HtmlBody.Html html -> new FetchedPage(uri, status, html.text(), html.bytes(), clock.instant());
                    case HtmlBody.Unusable unusable -> unusable.failure();
                });
    }

    private static Answer moved(URI from, @Nullable String location) {
        try {
            URI to = from.resolve(
                    URI.create(location == null ? "" : location.strip().replace(" ", "%20")));
            String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
            String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
            return new Answer.Moved(URI.create(to.getScheme() + "://" + to.getRawAuthority() + path + query));
        } catch (IllegalArgumentException e) {
            return new Answer.Done(
                    FetchFailure.invalidUrl("The site redirects to something that is not an address; give the"
                            + " address that a browser ends at."));
        }
    }

    private static FetchFailure refused(URI uri, int status) {
        if (status == 404 || status == 410) {
            return new FetchFailure(
                    FetchFailure.NOT_FOUND,
                    uri.getHost() + " answered " + status + ": there is no such page; check the address.");
        }
        String advice = switch (status) {
            case 401, 403 -> "it does not let us read this page; give a public page of the site.";
            case 429 -> "it is asked too often; try again later.";
            default -> status >= 500 ? "the site has a problem of its own; try again later." : "check the address.";
        };
        return new FetchFailure(FetchFailure.HTTP_ERROR, uri.getHost() + " answered " + status + ": " + advice);
    }

    private static FetchFailure timeout(URI uri) {
        return new FetchFailure(
                FetchFailure.TIMEOUT, uri.getHost() + " did not deliver the page in time; try again later.");
    }

    private static FetchFailure failure(URI uri, IOException e) {
        String host = uri.getHost();
        return switch (e) {
            case GuardedDns.Refused refused -> refused.failure();
            case UnknownHostException unknown ->
                new FetchFailure(
                        FetchFailure.UNREACHABLE, "The name " + host + " cannot be resolved; check its spelling.");
            case SocketTimeoutException late -> timeout(uri);
            case SSLException insecure ->
                new FetchFailure(
                        FetchFailure.UNREACHABLE,
                        "No secure connection to " + host + ": its certificate or its TLS is not valid. If the site"
                                + " has no TLS, give the address with http://.");
            case ConnectException refused -> closed(uri);
            case NoRouteToHostException unrouted -> closed(uri);
            default ->
                new FetchFailure(
                        FetchFailure.UNREACHABLE, host + " broke off before the page was delivered; try again later.");
        };
    }

    private static FetchFailure closed(URI uri) {
        return new FetchFailure(
                FetchFailure.UNREACHABLE,
                uri.getHost() + " takes no connections on port " + FetchGuard.port(uri) + "; check the address.");
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        timer.shutdownNow();
        dns.close();
    }
}
