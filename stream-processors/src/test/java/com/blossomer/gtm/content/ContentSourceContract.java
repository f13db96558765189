package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import com.blossomer.gtm.events.StageFailure;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source of pages must do with the same sites. */
@Timeout(20)
abstract class ContentSourceContract {

    static final String TEXT = "Acme moves pallets between warehouses overnight. ".repeat(10);

    final Site site = new Site();
    private final CountDownLatch over = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private ContentHandler handler;

    abstract ContentHandler handler(Duration pageTimeout);

    @BeforeEach
    void open() {
        handler = handler(Duration.ofSeconds(8));
    }

    @AfterEach
    void stop() {
        over.countDown();
        handler.close();
        site.close();
    }

    @Test
    void a_page_becomes_the_same_sections() throws InterruptedException {
        site.html("/", "<html lang=en><title>Acme</title><h1>Pallets by morning</h1><p>" + TEXT + "</p></html>");

        SiteContent content = Reading.content(handler, site.url("/"));

        assertThat(content.getTitle()).isEqualTo("Acme");
        assertThat(content.getLanguage()).isEqualTo("en");
        assertThat(content.getSections())
                .containsExactly(new Section("Pallets by morning", "hero", TEXT.strip(), site.url("/")));
        assertThat(content.getPages())
                .extracting(Page::getUrl, Page::getHttpStatus)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(site.url("/"), 200));
    }

    @Test
    void linked_pages_are_read_too() throws InterruptedException {
        site.html("/", "<h1>Acme</h1><p>" + TEXT + "</p><a href=/pricing>Pricing</a><a href=/about>About us</a>");
        site.html("/pricing", "<h1>Plans</h1><p>From $9 per user for small teams that ship every day.</p>");

        assertThat(Reading.content(handler, site.url("/")).getPages())
                .extracting(Page::getUrl)
                .containsExactly(site.url("/"), site.url("/pricing"));
    }

    @Test
    void where_a_redirect_ends_is_the_pages_address() throws InterruptedException {
        site.redirect("/old", "/new").html("/new", "<h1>Acme</h1><p>" + TEXT);

        assertThat(Reading.content(handler, site.url("/old")).getPages())
                .extracting(Page::getUrl)
                .containsExactly(site.url("/new"));
    }

    @Test
    void too_little_text_is_insufficient_content() throws InterruptedException {
        site.html("/", "<title>App</title><div id=root></div><script src=/app.js></script>");

        assertThat(failure("/").getReason()).isEqualTo("insufficient_content");
        assertThat(failure("/").getDetail()).contains("single-page app");
    }

    @ParameterizedTest
    @CsvSource({"404,not_found", "410,not_found", "403,http_error", "429,http_error", "500,http_error"})
    void the_pages_own_status_becomes_a_reason(int status, String reason) throws InterruptedException {
        site.at("/", exchange -> Site.send(exchange, status, "text/html", TEXT.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/").getReason()).isEqualTo(reason);
        assertThat(failure("/").getDetail()).contains(Integer.toString(status));
    }

    @Test
    void what_is_no_page_is_not_html() throws InterruptedException {
        site.at("/", exchange -> Site.send(exchange, 200, "application/pdf", TEXT.getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/").getReason()).isEqualTo("not_html");
    }

    @Test
    void what_is_too_large_is_not_read() throws InterruptedException {
        site.html("/", "<p>words".repeat(800_000));

        assertThat(failure("/").getReason()).isEqualTo("too_large");
    }

    @Test
    void a_page_that_hangs_is_a_timeout() throws InterruptedException {
        site.at("/", exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (ContentHandler impatient = handler(Duration.ofMillis(1_200))) {
            assertThat(Reading.failure(impatient, site.url("/")).getReason()).isEqualTo("timeout");
        }
    }

    @Test
    void a_host_where_nobody_listens_is_unreachable() throws IOException, InterruptedException {
        int closed;
        try (ServerSocket server = new ServerSocket(0, 1)) {
            closed = server.getLocalPort();
        }

        assertThat(Reading.failure(handler, "http://127.0.0.1:" + closed + "/").getReason())
                .isEqualTo("unreachable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "http://169.254.169.254/",
                "http://[::1]/",
                "http://127.0.0.1.:80/",
                "http://no-such-name.invalid/"
            })
    void what_the_guard_refuses_is_asked_of_nobody(String url) throws InterruptedException {
        assertThat(Reading.failure(handler, url).getReason()).isIn("blocked_address", "unreachable");
        assertNothingAsked();
    }

    @Test
    void what_robots_txt_forbids_is_not_read() throws InterruptedException {
        site.html("/", "<p>" + TEXT)
                .at(
                        "/robots.txt",
                        exchange -> Site.send(
                                exchange,
                                200,
                                "text/plain",
                                "User-agent: *\nDisallow: /".getBytes(StandardCharsets.UTF_8)));

        assertThat(failure("/").getReason()).isEqualTo("blocked_by_robots");
        assertNothingAsked();
    }

    /** Of a service behind this source. */
    void assertNothingAsked() {
        assertThat(handler).isNotNull();
    }

    private StageFailure failure(String path) throws InterruptedException {
        return Reading.failure(handler, site.url(path));
    }
}
