package com.blossomer.gtm.content;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** The HTTP client, set so that nothing reaches out on its own: no redirects, no proxies, no cookies, no log-ins. */
final class HttpClients {

    private static final int MAX_HEADER_LINE = 64 * 1024;
    private static final int MAX_HEADERS = 200;

    private HttpClients() {}

    static CloseableHttpClient guarded(ContentSettings settings, GuardedDns dns, DetachedSocketFactory sockets) {
        Timeout page = Timeout.of(settings.pageTimeout());
        var connections = new Connections(sockets)
                .setDnsResolver(dns)
                // The gate bounds what is in flight; the pool must never be what is waited for.
                .setMaxConnPerRoute(settings.maxRequests())
                .setMaxConnTotal(settings.maxRequests())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                        .setSocketTimeout(page)
                        .setTimeToLive(1, TimeUnit.MINUTES)
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(MAX_HEADER_LINE)
                                .setMaxHeaderCount(MAX_HEADERS)
                                .build())
                        .build())
                .build();
        return HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(page)
                        .setResponseTimeout(page)
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setRetryStrategy(new StaleConnectionRetry())
                .setUserAgent(settings.userAgent())
                .setDefaultHeaders(List.of(
                        new BasicHeader("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"),
                        new BasicHeader("Accept-Language", "en,*;q=0.5")))
                .build();
    }

    /** Connects with the sockets that it is given, and otherwise as the library does. */
    private static final class Connections extends PoolingHttpClientConnectionManagerBuilder {

        private final DetachedSocketFactory sockets;

        Connections(DetachedSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        protected HttpClientConnectionOperator createConnectionOperator(
                SchemePortResolver ports, DnsResolver dns, TlsSocketStrategy tls) {
            return new DefaultHttpClientConnectionOperator(
                    sockets,
                    ports,
                    dns,
                    RegistryBuilder.<TlsSocketStrategy>create()
                            .register(URIScheme.HTTPS.id, tls)
                            .build());
        }
    }

    /** Once more when a pooled connection turns out dead; never on a status. */
    private static final class StaleConnectionRetry extends DefaultHttpRequestRetryStrategy {
        StaleConnectionRetry() {
            super(
                    1,
                    TimeValue.ZERO_MILLISECONDS,
                    List.of(
                            java.io.InterruptedIOException.class,
                            java.net.UnknownHostException.class,
                            java.net.ConnectException.class,
                            java.net.NoRouteToHostException.class,
                            javax.net.ssl.SSLException.class),
                    List.of());
        }
    }
}
