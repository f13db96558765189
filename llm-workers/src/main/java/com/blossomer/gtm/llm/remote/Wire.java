package com.blossomer.gtm.llm.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * HTTP as all providers are asked by it: a bounded body, one time limit for all of a response, no redirects, no retries, and
 * nothing of what is sent and received in a log. Connections are opened as needed and kept for a while. Blocks; interrupting
 * ends a call on a virtual thread alone.
 */
final class Wire {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final TimeValue KEPT_IDLE = TimeValue.ofSeconds(30);

    /** A connection that was idle for longer is looked at before it is used, which takes a millisecond: servers close such. */
    private static final TimeValue TRUSTED_IDLE = TimeValue.ofMilliseconds(50);

    /** Limits stand in front of the providers: the pool must never be what is waited for. */
    private static final int CONNECTIONS = Integer.MAX_VALUE;

    /** Closes the connections of calls whose time is up, whatever the server does. */
    private static final ScheduledThreadPoolExecutor DEADLINES = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("llm-deadlines").factory());

    static {
        DEADLINES.setRemoveOnCancelPolicy(true);
    }

    /** What became of a request. */
    sealed interface Result {}

    /** A whole response, of any status. */
    @SuppressWarnings("ArrayRecordComponent") // megabytes, handed on and never compared
    record Answered(int status, HttpHeaders headers, byte[] body) implements Result {

        /** One that came by another way, without its headers. */
        static Answered of(int status, String body) {
            return new Answered(
                    status, HttpHeaders.of(Map.of(), (name, value) -> true), body.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * None, or not all of one.
     *
     * @param why names the server; nothing of the request
     */
    record Unanswered(String why) implements Result {}

    /** The thread was interrupted while it waited. */
    record Stopped() implements Result {}

    private final CloseableHttpClient http = client();
    private final int maxBody;

    /** @param maxBody bytes of a response */
    Wire(int maxBody) {
        this.maxBody = maxBody;
    }

    private static CloseableHttpClient client() {
        return HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(UnloggedConnection::on)
                        .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(CONNECT))
                                .setSocketTimeout(Timeout.DISABLED)
                                .setValidateAfterInactivity(TRUSTED_IDLE)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.DISABLED)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .setProxySelector(ProxySelector.getDefault())
                .evictIdleConnections(KEPT_IDLE)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .setUserAgent("Blossomer-GTM")
                .build();
    }

    /** @param timeout until the whole response is there */
    Result send(HttpUriRequestBase request, Duration timeout) {
        HttpHost target = target(request);
        String server = target.toHostString();
        var alarm = DEADLINES.schedule(request::cancel, timeout.toNanos(), TimeUnit.NANOSECONDS);
        try (ClassicHttpResponse response = http.executeOpen(target, request, HttpClientContext.create())) {
            byte[] body = body(response.getEntity());
            if (body == null) {
                request.cancel();
                return new Unanswered("the answer of " + server + " is longer than " + maxBody + " bytes");
            }
            return new Answered(response.getCode(), headers(response), body);
        } catch (IOException e) {
            return unanswered(request, server, timeout, failed(e, server));
        } catch (IllegalStateException e) {
            // Cancelled between two steps of the call.
            if (!request.isCancelled() && !Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return unanswered(request, server, timeout, "cancelled");
        } finally {
            alarm.cancel(false);
        }
    }

    private static Result unanswered(HttpUriRequestBase request, String server, Duration timeout, String otherwise) {
        if (Thread.interrupted()) {
            return new Stopped();
        }
        return new Unanswered(
                request.isCancelled()
                        ? "no whole answer from " + server + " within " + timeout.toSeconds() + " s"
                        : otherwise);
    }

    private static HttpHost target(HttpUriRequestBase request) {
        try {
            URI uri = request.getUri();
            return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address", e);
        }
    }

    /** Null where it is too long. */
    private byte @Nullable [] body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        // To the end, which gives the connection back.
        byte[] body = entity.getContent().readNBytes(maxBody + 1);
        return body.length > maxBody ? null : body;
    }

    private static HttpHeaders headers(ClassicHttpResponse response) {
        Map<String, List<String>> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
        }
        return HttpHeaders.of(headers, (name, value) -> true);
    }

    private static String failed(IOException e, String server) {
        return switch (e) {
            case ConnectTimeoutException late ->
                "cannot connect to " + server + " within " + CONNECT.toSeconds() + " s";
            case UnknownHostException unknown -> "the name of " + server + " cannot be resolved; check its address";
            case ConnectException refused -> "cannot connect to " + server + "; is it running?";
            default -> "the connection to " + server + " broke: " + e.getClass().getSimpleName();
        };
    }
}
