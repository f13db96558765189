package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.StageFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A site's robots.txt decides what of it is read. */
@Timeout(20)
final class RobotsTest {

    private static final String LOOPBACK = "127.0.0.0/8";
    private static final String TEXT = "<p>" + "Acme moves pallets between warehouses overnight. ".repeat(10);

    private final Site site = new Site()
            .html("/", TEXT + "<a href=/pricing>Pricing</a><a href=/about>About us</a>")
            .html("/pricing", "<h1>Plans</h1><p>From $9 per user for small teams that ship every day.")
            .html("/about", "<h1>About</h1><p>Founded by people who loaded pallets by hand for years.");
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ContentHandler handler = Reading.handler(Reading.settings(LOOPBACK), Reading.POLITE, Outside.REAL);

    @AfterEach
    void stop() {
        over.countDown();
        handler.close();
        site.close();
    }

    private void robots(int status, String text) {
        site.at("/robots.txt", exchange -> {
            asked.incrementAndGet();
            Site.send(exchange, status, "text/plain", text.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void a_page_that_is_forbidden_is_not_read_and_what_to_do_is_said() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /\n");

        StageFailure failure = Reading.failure(handler, site.url("/"));

        assertThat(failure.getReason()).isEqualTo("blocked_by_robots");
        assertThat(failure.getDetail()).contains("127.0.0.1", "robots.txt", "give a page", "BLOSSOMER_FETCH_ROBOTS");
    }

    @Test
    void what_is_said_to_us_by_name_counts_and_not_what_is_said_to_all() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /\n\nUser-agent: BlossomerGTM\nDisallow: /pricing\n");

        assertThat(Reading.content(handler, site.url("/")).getPages())
                .extracting(Page::getUrl)
                .containsExactly(site.url("/"), site.url("/about"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410})
    void where_there_is_no_file_all_is_allowed(int status) throws InterruptedException {
        robots(status, "User-agent: *\nDisallow: /\n");

        assertThat(Reading.content(handler, site.url("/")).getPages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void while_the_file_cannot_be_had_nothing_is_read(int status) throws InterruptedException {
        robots(status, "");

        StageFailure failure = Reading.failure(handler, site.url("/"));

        assertThat(failure.getReason()).isEqualTo("blocked_by_robots");
        assertThat(failure.getDetail()).contains(Integer.toString(status), "try again later");
    }

    @Test
    void the_file_is_asked_for_once_however_many_pages_are_read() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /private\n");

        Reading.content(handler, site.url("/"));
        Reading.content(handler, site.url("/?again"));

        assertThat(asked).hasValue(1);
    }

    @Test
    void no_more_than_500_kilobytes_of_it_are_read() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /about\n" + "# filler\n".repeat(60_000) + "Disallow: /pricing\n");

        assertThat(Reading.content(handler, site.url("/")).getPages())
                .extracting(Page::getUrl)
                .containsExactly(site.url("/"), site.url("/pricing"));
    }

    @Test
    void a_file_that_hangs_does_not_hang_the_page_beyond_its_time() throws InterruptedException {
        site.at("/robots.txt", exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (ContentHandler impatient =
                Reading.handler(Reading.settings(Duration.ofMillis(300), LOOPBACK), Reading.POLITE, Outside.REAL)) {
            StageFailure failure = Reading.failure(impatient, site.url("/"));

            assertThat(failure.getReason()).isEqualTo("timeout");
            assertThat(failure.getDetail()).contains("robots.txt");
        }
    }

    @Test
    void a_file_that_has_moved_is_read_where_it_is_but_not_at_a_refused_address() throws InterruptedException {
        site.redirect("/robots.txt", "/moved").at("/moved", exchange -> {
            Site.send(exchange, 200, "text/plain", "User-agent: *\nDisallow: /".getBytes(StandardCharsets.UTF_8));
        });
        assertThat(Reading.failure(handler, site.url("/")).getReason()).isEqualTo("blocked_by_robots");

        try (Site astray = new Site()) {
            astray.redirect("/robots.txt", "http://169.254.169.254/").html("/", TEXT);
            assertThat(Reading.content(handler, astray.url("/")).getPages()).hasSize(1);
        }
    }

    @Test
    void where_a_redirect_leads_that_hosts_file_counts() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /\n");
        try (Site front = new Site("127.0.0.9")) {
            front.redirect("/", site.url("/"));

            assertThat(Reading.failure(handler, front.url("/")).getReason()).isEqualTo("blocked_by_robots");
        }
    }

    @Test
    void it_can_be_switched_off() throws InterruptedException {
        robots(200, "User-agent: *\nDisallow: /\n");
        try (ContentHandler bold = Reading.handler(Reading.settings(LOOPBACK), Reading.NO_ROBOTS, Outside.REAL)) {
            assertThat(Reading.content(bold, site.url("/")).getPages()).hasSize(3);
        }
        assertThat(asked).hasValue(0);
    }

    /** From before the first request to after the last: the machine may be slow, but not quicker than the pace. */
    @ParameterizedTest
    @CsvSource({"acme.example, 0, 80, 240", "acme.example, 30, 0, 200", "127.0.0.1, 0, 60000, 0"})
    void requests_to_a_public_name_keep_their_distance_and_the_crawl_delay_up_to_a_cap(
            String host, int crawlDelay, int spacing, int millis) throws InterruptedException {
        robots(200, "User-agent: *\nCrawl-delay: " + crawlDelay + "\n");
        site.html("/a", TEXT).html("/b", TEXT).html("/c", TEXT);
        PolitenessSettings spaced = new PolitenessSettings(true, 4, Duration.ofMillis(spacing), Duration.ofMillis(100));
        Outside here =
                new Outside(name -> new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")}, Outside.REAL.sockets());
        try (ContentHandler polite = Reading.handler(Reading.settings(LOOPBACK), spaced, here)) {
            long start = System.nanoTime();
            for (String path : List.of("/a", "/b", "/c")) {
                assertThat(Reading.content(polite, "http://" + host + ":" + site.port() + path)
                                .getPages())
                        .hasSize(1);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(millis));
        }
    }
}
