package com.blossomer.gtm.content;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way out for URLs that a user or a page had a hand in. Each address passes the guard, each host's gate is
 * waited at, and the deadline holds whatever the server does: slow headers and dripping bodies end when time is up,
 * because a timer then closes the connection. Redirects are followed here, one by one, so that each is checked like the
 * first. Blocks; meant for virtual threads.
 */
final class GuardedHttp implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedHttp.class);

    /** What following a URL came to. */
    sealed interface Result<T> {}

    record Got<T>(T value) implements Result<T> {}

    record Failed<T>(FetchFailure failure) implements Result<T> {}

    /** Reads an answer that is no redirect; the connection is closed afterwards unless the body was read to its end. */
    interface Reader<T> {
        T read(URI uri, ClassicHttpResponse response) throws IOException;
    }

    /** Says, before each hop, whether it may be made. */
    interface Permission {
        Permit of(URI uri, Deadline deadline) throws InterruptedException;
    }

    /**
     * A permission's answer.
     *
     * @param spacing between this request's start and the next one's to the same host
     */
    record Permit(Optional<FetchFailure> refusal, Duration spacing) {}

    private sealed interface Answer<T> {
        record Done<T>(Result<T> result) implements Answer<T> {}

        record Moved<T>(URI to) implements Answer<T> {}
    }

    private final FetchGuard guard;
    private final int maxRedirects;
    private final HostGate gate;
    /** Who does not deliver within this hangs; who had less time was perhaps only slow. */
    private final Duration hangs;

    private final GuardedDns dns;
    private final CloseableHttpClient client;
    private final ScheduledThreadPoolExecutor timer;

    GuardedHttp(ContentSettings settings, FetchGuard guard, HostGate gate, Outside outside) {
        this.guard = guard;
        this.maxRedirects = settings.maxRedirects();
        this.gate = gate;
        this.hangs = settings.pageTimeout().dividedBy(5);
        this.dns = new GuardedDns(guard, outside.lookup(), settings.connectTimeout());
        this.client = HttpClients.guarded(settings, dns, outside.sockets());
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("fetch-deadlines").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Asks for a URL, following redirects.
     *
     * @throws InterruptedException when this thread was interrupted; the connection is closed
     */
    <T> Result<T> get(URI start, Deadline deadline, Permission permission, Reader<T> reader)
            throws InterruptedException {
        return get(start, Map.of(), deadline, permission, reader);
    }

    /** The same with headers of its own, sent at each hop. */
    <T> Result<T> get(
            URI start, Map<String, String> headers, Deadline deadline, Permission permission, Reader<T> reader)
            throws InterruptedException {
        URI uri = start;
        for (int hop = 0; hop <= maxRedirects; hop++) {
            Optional<FetchFailure> refusal = guard.refusal(uri);
            if (refusal.isPresent()) {
                return new Failed<>(refusal.get());
            }
            Permit permit = permission.of(uri, deadline);
            if (permit.refusal().isPresent()) {
                return new Failed<>(permit.refusal().get());
            }
            switch (atGate(new Request(uri, headers), permit.spacing(), deadline, reader)) {
                case Answer.Done<T> done -> {
                    return done.result();
                }
                case Answer.Moved<T> moved -> uri = moved.to();
            }
        }
        return new Failed<>(new FetchFailure(
                FetchFailure.TOO_MANY_REDIRECTS,
                "The address leads from redirect to redirect, more than " + maxRedirects
                        + " times; give the address that a browser ends at."));
    }

    /** Why a service that fetches for us is not to be handed this URL: the guard's reasons, its name resolved here. */
    Optional<FetchFailure> refusal(URI uri) {
        Optional<FetchFailure> refusal = guard.refusal(uri);
        if (refusal.isPresent()) {
            return refusal;
        }
        try {
            dns.resolve(uri.getHost(), FetchGuard.port(uri));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(failure(uri, e));
        }
    }

    private record Request(URI uri, Map<String, String> headers) {}

    private <T> Answer<T> atGate(Request request, Duration spacing, Deadline deadline, Reader<T> reader)
            throws InterruptedException {
        URI uri = request.uri();
        Optional<FetchFailure> closed = gate.enter(uri, spacing, deadline);
        if (closed.isPresent()) {
            return new Answer.Done<>(new Failed<>(closed.get()));
        }
        boolean hung = false;
        Deadline patience = Deadline.in(hangs);
        try {
            Answer<T> answer = once(request, deadline, reader);
            hung = patience.passed() && timedOut(answer);
            return answer;
        } finally {
            gate.leave(uri, hung);
        }
    }

    private static <T> boolean timedOut(Answer<T> answer) {
        return answer instanceof Answer.Done<T> done
                && done.result() instanceof Failed<T> failed
                && failed.failure().reason().equals(FetchFailure.TIMEOUT);
    }

    private <T> Answer<T> once(Request asked, Deadline deadline, Reader<T> reader) throws InterruptedException {
        URI uri = asked.uri();
        if (deadline.passed()) {
            return new Answer.Done<>(new Failed<>(FetchFailure.timeout(uri)));
        }
        HttpGet request = new HttpGet(uri);
        asked.headers().forEach(request::setHeader);
        var alarm = timer.schedule(request::cancel, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        HttpHost target = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
        try {
            ClassicHttpResponse response = open(target, request);
            try {
                return answer(uri, response, reader);
            } finally {
                // Cancelled first: closing alone would read the rest of the body, however long it is.
                request.cancel();
                closeQuietly(response);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while fetching");
            }
            return new Answer.Done<>(new Failed<>(deadline.passed() ? FetchFailure.timeout(uri) : failure(uri, e)));
        } catch (CancellationException e) {
            // Interrupted, or closed, between two tries.
            if (deadline.passed() && !Thread.interrupted()) {
                return new Answer.Done<>(new Failed<>(FetchFailure.timeout(uri)));
            }
            throw new InterruptedException("interrupted while fetching");
        } finally {
            alarm.cancel(false);
        }
    }

    private ClassicHttpResponse open(HttpHost target, HttpGet request) throws IOException {
        try {
            return client.executeOpen(target, request, HttpClientContext.create());
        } catch (IllegalStateException e) {
            if (request.isCancelled()) {
                // Between taking a connection and using it.
                throw new IOException("cancelled", e);
            }
            throw e;
        }
    }

    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            LOG.atTrace().setCause(e).log("closing a response that was given up");
        }
    }

    private static <T> Answer<T> answer(URI uri, ClassicHttpResponse response, Reader<T> reader) throws IOException {
        int status = response.getCode();
        return status >= 300 && status < 400 && response.containsHeader("Location")
                ? moved(uri, header(response, "Location"))
                : new Answer.Done<>(new Got<>(reader.read(uri, response)));
    }

    private static <T> Answer<T> moved(URI from, @Nullable String location) {
        try {
            URI to = from.resolve(
                    URI.create(location == null ? "" : location.strip().replace(" ", "%20")));
            if (to.getRawAuthority() == null) {
                return new Answer.Moved<>(to); // Nowhere that the guard lets through; it says why.
            }
            String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
            String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
            return new Answer.Moved<>(URI.create(to.getScheme() + "://" + to.getRawAuthority() + path + query));
        } catch (IllegalArgumentException e) {
            return new Answer.Done<>(
                    new Failed<>(FetchFailure.invalidUrl("The site redirects to something that is not an address;"
                            + " give the address that a browser ends at.")));
        }
    }

    private static FetchFailure failure(URI uri, IOException e) {
        String host = uri.getHost();
        return switch (e) {
            case GuardedDns.Refused refused -> refused.failure();
            case UnknownHostException unknown ->
                FetchFailure.unreachable("The name " + host + " cannot be resolved; check its spelling.");
            case SocketTimeoutException late -> FetchFailure.timeout(uri);
            case SSLException insecure ->
                FetchFailure.unreachable("No secure connection to " + host
                        + ": its certificate or its TLS is not valid. If the site has no TLS, give the address with"
                        + " http://.");
            case ConnectException refused -> closed(uri);
            case NoRouteToHostException unrouted -> closed(uri);
            case MessageConstraintException beyond ->
                FetchFailure.unreachable(host + " sends headers without end; give another page of the site.");
            case ClientProtocolException strange ->
                FetchFailure.unreachable(host + " does not answer in proper HTTP; give another page of the site.");
            default -> FetchFailure.unreachable(host + " broke off before the page was delivered; try again later.");
        };
    }

    private static FetchFailure closed(URI uri) {
        return FetchFailure.unreachable(
                uri.getHost() + " takes no connections on port " + FetchGuard.port(uri) + "; check the address.");
    }

    static @Nullable String header(ClassicHttpResponse response, String name) {
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
