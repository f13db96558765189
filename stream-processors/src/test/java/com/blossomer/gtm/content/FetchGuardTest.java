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
import java.util.Optional;
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
        ContentSettings settings = Reading.settings();
        Outside outside = new Outside(lookup, Outside.REAL.sockets());
        try (GuardedHttp http = new GuardedHttp(settings, guard, new HostGate(4), outside)) {
            GuardedHttp.Permission any = (uri, deadline) -> new GuardedHttp.Permit(Optional.empty(), Duration.ZERO);
            return new PageFetcher(http, any, settings.maxPageBytes(), Reading.CLOCK)
                    .fetch(URI.create("http://rebind.example:" + port + "/"), Deadline.in(Duration.ofSeconds(5)));
        }
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
