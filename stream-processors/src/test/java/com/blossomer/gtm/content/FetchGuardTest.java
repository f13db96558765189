package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.SiteContent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No socket is ever opened to an address that is not on the public internet, unless its network is allowed. */
final class FetchGuardTest {

    private static final FetchGuard CLOSED = new FetchGuard(List.of());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://127.0.0.1:8080/",
                "http://127.1.2.3/",
                "http://127.255.255.255/",
                "http://0.0.0.0/",
                "http://0.1.2.3/",
                "http://10.0.0.1/",
                "http://10.255.255.255/",
                "http://100.64.0.1/",
                "http://100.100.100.200/",
                "http://100.127.255.255/",
                "http://168.63.129.16/",
                "http://169.254.0.1/",
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.170.2/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.0.0.1/",
                "http://192.0.0.192/",
                "http://192.0.2.1/",
                "http://192.88.99.1/",
                "http://192.168.0.1/",
                "http://192.168.255.255/",
                "http://198.18.0.1/",
                "http://198.19.255.255/",
                "http://198.51.100.7/",
                "http://203.0.113.9/",
                "http://224.0.0.1/",
                "http://239.255.255.255/",
                "http://240.0.0.1/",
                "http://255.255.255.255/",
                "http://2130706433/",
                "http://017700000001/",
                "http://0x7f000001/",
                "http://0x7f.1/",
                "http://0177.0.0.1/",
                "http://127.1/",
                "http://127.0.1/",
                "http://0/",
                "http://0x7f.0x0.0x0.0x1/",
                "http://127.0.0.01/",
                "http://127.0.0.1./",
                "http://256.256.256.256/",
                "http://1.2.3.4.5/",
                "http://[::]/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::ffff:7f00:1]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[::127.0.0.1]/",
                "http://[::ffff:0:127.0.0.1]/",
                "http://[64:ff9b::7f00:1]/",
                "http://[64:ff9b::169.254.169.254]/",
                "http://[64:ff9b:1::7f00:1]/",
                "http://[2002:7f00:1::]/",
                "http://[2002:a9fe:a9fe::1]/",
                "http://[2001:0:7f00:1::]/",
                "http://[2001::1]/",
                "http://[2001:db8::1]/",
                "http://[3fff::1]/",
                "http://[fc00::1]/",
                "http://[fd00:ec2::254]/",
                "http://[fe80::1]/",
                "http://[fec0::1]/",
                "http://[ff02::1]/",
                "http://[100::1]/",
                "http://[5f00::1]/",
                "http://[fe80::1%25lo]/",
                "http://user@example.com/",
                "http://user:secret@127.0.0.1/",
                "http://example.com@127.0.0.1/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:70/",
                "jar:http://example.com!/",
                "http://8.8.8.8:22/",
                "http://8.8.8.8:25/",
                "http://8.8.8.8:6379/",
                "http://[2606:4700::1111]:9200/",
            })
    void an_address_written_out_is_refused(String url) throws InterruptedException {
        URI uri = URI.create(url);

        assertThat(CLOSED.refusal(uri)).isPresent();
        try (PageFetcher fetcher = fetcher(Reading.settings(), CLOSED, host -> {
            throw new AssertionError("a refused address was resolved: " + host);
        })) {
            FetchOutcome outcome = fetcher.fetch(uri, Deadline.in(Duration.ofSeconds(2)));
            assertThat(outcome).isInstanceOf(FetchFailure.class);
            assertThat(((FetchFailure) outcome).reason()).isIn("blocked_address", "invalid_url");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/", "https://example.com/", "http://example.com:8080/", "https://example.com:8443/",
                "http://8.8.8.8/", "https://[2606:4700::1111]/", "http://1.example/", "http://0x.example/"
            })
    void public_addresses_pass(String url) {
        assertThat(CLOSED.refusal(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "10.0.0.5", "169.254.169.254", "fd00:ec2::254", "::ffff:127.0.0.1"})
    void a_name_that_resolves_to_a_refused_address_opens_no_socket(String address)
            throws IOException, InterruptedException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            FetchOutcome outcome =
                    fetch(CLOSED, host -> new InetAddress[] {InetAddress.ofLiteral(address)}, target.getLocalPort());

            assertThat(outcome).isInstanceOf(FetchFailure.class);
            assertThat(((FetchFailure) outcome).reason()).isEqualTo("blocked_address");
            assertNobodyConnects(target);
        }
    }

    @Test
    void the_address_that_was_checked_is_the_one_connected_to() throws InterruptedException {
        AtomicInteger lookups = new AtomicInteger();
        FetchGuard guard = new FetchGuard(List.of("127.0.0.2/32"));
        try (Site site = new Site().html("/", "<p>reached what the second answer points to")) {
            // A rebinding name server: the permitted address first, another one to every later question.
            GuardedDns.Lookup rebinding = host ->
                    new InetAddress[] {InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1")
                    };

            FetchOutcome outcome = fetch(guard, rebinding, site.port());

            // Nothing listens at 127.0.0.2; the site at 127.0.0.1 is not permitted.
            assertThat(outcome).isInstanceOf(FetchFailure.class);
            assertThat(((FetchFailure) outcome).reason()).isIn("unreachable", "blocked_address");
        }
    }

    @Test
    void of_several_addresses_only_the_permitted_ones_are_tried() throws InterruptedException {
        FetchGuard guard = new FetchGuard(List.of("127.0.0.1/32"));
        try (Site site = new Site().html("/", "<p>here")) {
            FetchOutcome outcome = fetch(
                    guard,
                    host -> new InetAddress[] {InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("127.0.0.1")},
                    site.port());

            assertThat(outcome).isInstanceOf(FetchedPage.class);
        }
    }

    @Test
    void a_redirect_to_loopback_opens_no_socket() throws IOException, InterruptedException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"));
                Site site = new Site()) {
            site.redirect("/", "/hop").redirect("/hop", "http://127.0.0.3:" + target.getLocalPort() + "/");

            assertThat(Reading.failure(Reading.settings("127.0.0.1/32"), site.url("/"))
                            .getReason())
                    .isEqualTo("blocked_address");
            assertNobodyConnects(target);
        }
    }

    @Test
    void a_linked_page_at_a_refused_address_is_left_out() throws IOException, InterruptedException {
        try (ServerSocket target = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.3"));
                Site site = new Site()) {
            site.redirect("/pricing", "http://127.0.0.3:" + target.getLocalPort() + "/");
            site.html("/", "<h1>Acme</h1><p>" + "Pallets by morning. ".repeat(30) + "<p><a href=/pricing>Pricing</a>");

            SiteContent content = Reading.content(Reading.settings("127.0.0.1/32"), site.url("/"));

            assertThat(content.getPages()).hasSize(1);
            assertNobodyConnects(target);
        }
    }

    @Test
    void an_allowed_network_may_use_any_port() throws UnknownHostException {
        FetchGuard guard = new FetchGuard(List.of("10.1.0.0/16", "fd00::/8"));

        assertThat(guard.permits(InetAddress.ofLiteral("10.1.2.3"), 9_999)).isTrue();
        assertThat(guard.permits(InetAddress.ofLiteral("10.2.0.1"), 80)).isFalse();
        assertThat(guard.permits(InetAddress.ofLiteral("fd12::1"), 9_999)).isTrue();
        assertThat(guard.permits(InetAddress.ofLiteral("8.8.8.8"), 9_999)).isFalse();
    }

    private static FetchOutcome fetch(FetchGuard guard, GuardedDns.Lookup lookup, int port)
            throws InterruptedException {
        try (PageFetcher fetcher = fetcher(Reading.settings(), guard, lookup)) {
            return fetcher.fetch(URI.create("http://rebind.example:" + port + "/"), Deadline.in(Duration.ofSeconds(5)));
        }
    }

    private static PageFetcher fetcher(ContentSettings settings, FetchGuard guard, GuardedDns.Lookup lookup) {
        return new PageFetcher(settings, guard, lookup, Reading.CLOCK);
    }

    /** A connection would wait in the backlog even if nobody had accepted it yet. */
    private static void assertNobodyConnects(ServerSocket target) throws IOException {
        target.setSoTimeout(50);
        try (Socket caller = target.accept()) {
            throw new AssertionError("a socket was opened to the refused target: " + caller);
        } catch (SocketTimeoutException e) {
            assertThat(e).isNotNull();
        }
    }
}
