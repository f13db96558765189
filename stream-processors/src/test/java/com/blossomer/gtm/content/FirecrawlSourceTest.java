package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.StageFailure;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages read by Firecrawl. */
final class FirecrawlSourceTest extends ContentSourceContract {

    private static final String THROTTLED = "{\"success\":false,\"error\":\"Rate limit exceeded\"}";
    private static final String SHELL = "<title>App</title><div id=root></div><script src=/app.js></script>";

    private final FirecrawlServer firecrawl = new FirecrawlServer();

    @Override
    ContentHandler handler(Duration pageTimeout) {
        return sources(pageTimeout, "firecrawl");
    }

    private ContentHandler sources(Duration pageTimeout, String... names) {
        return Reading.handler(
                Reading.settings(pageTimeout, List.of(names), "127.0.0.1/32"),
                Reading.POLITE,
                firecrawl.settings(),
                Outside.REAL);
    }

    @AfterEach
    void stopFirecrawl() {
        firecrawl.close();
    }

    @Override
    void assertNothingAsked() {
        assertThat(firecrawl.asked()).isEmpty();
    }

    @Test
    void the_whole_page_is_asked_for_as_html_within_the_time_left() throws InterruptedException {
        site.html("/", "<p>" + TEXT);
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "firecrawl")) {
            Reading.content(handler, site.url("/"));
        }

        JsonNode question = firecrawl.asked().getFirst();
        assertThat(question.path("url").asText()).isEqualTo(site.url("/"));
        assertThat(question.path("formats")).hasSize(1);
        assertThat(question.path("formats").path(0).asText()).isEqualTo("rawHtml");
        assertThat(question.path("onlyMainContent").asBoolean(true)).isFalse();
        assertThat(question.path("timeout").asInt()).isBetween(1_000, 5_000);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            401 | {"success":false,"error":"Unauthorized: Invalid token"}                     | source_unavailable | FIRECRAWL_API_KEY
            402 | {"success":false,"error":"Payment Required: Insufficient credits"}          | source_unavailable | top them up
            403 | {"success":false,"error":"Forbidden"}                                       | source_unavailable | BLOSSOMER_FETCH_SOURCES
            404 | <html>nothing here</html>                                                   | source_unavailable | FIRECRAWL_BASE_URL
            400 | {"success":false,"error":"Bad Request"}                                     | source_unavailable | API v2
            408 | {"success":false,"code":"SCRAPE_TIMEOUT","error":"Scrape timed out"}        | timeout            | try again later
            500 | {"success":false,"code":"SCRAPE_ALL_ENGINES_FAILED","error":"All failed"}   | unreachable        | check the address
            500 | {"success":false,"code":"SCRAPE_SSL_ERROR","error":"SSL"}                   | unreachable        | certificate
            200 | {"success":false,"code":"SCRAPE_DNS_RESOLUTION_ERROR","error":"DNS"}        | unreachable        | spelling
            500 | {"success":false,"code":"SCRAPE_UNSUPPORTED_FILE_ERROR","error":"file"}     | not_html           | page
            200 | not json                                                                    | source_unavailable | API v2
            200 | {"success":true,"data":{"markdown":"# Acme","metadata":{"statusCode":200}}} | source_unavailable | HTML
            200 | {"success":true,"data":{"rawHtml":"<p>x","metadata":{"url":"http://169.254.169.254/"}}} | blocked_address | public internet
            200 | {"success":true,"data":{"rawHtml":"<p>x","metadata":{"url":"file:///etc/passwd"}}} | source_unavailable | address
            """)
    void each_error_becomes_a_reason_that_says_what_to_do(int status, String body, String reason, String says)
            throws InterruptedException {
        firecrawl.then(status, body);
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "firecrawl")) {
            StageFailure failure = Reading.failure(handler, site.url("/"));

            assertThat(failure.getReason()).isEqualTo(reason);
            assertThat(failure.getDetail()).contains(says).doesNotContain(FirecrawlServer.KEY);
        }
        assertThat(firecrawl.asked()).hasSize(1);
    }

    @Test
    void a_wrong_key_is_told_without_telling_the_key() throws InterruptedException {
        FirecrawlSettings wrong =
                new FirecrawlSettings("fc-wrong", firecrawl.settings().baseUrl());
        ContentSettings settings = Reading.settings(Duration.ofSeconds(5), List.of("firecrawl"), "127.0.0.1/32");
        try (ContentHandler handler = Reading.handler(settings, Reading.POLITE, wrong, Outside.REAL)) {
            StageFailure failure = Reading.failure(handler, site.url("/"));

            assertThat(failure.getDetail()).contains("FIRECRAWL_API_KEY").doesNotContain("fc-wrong");
        }
    }

    @ParameterizedTest
    @CsvSource({"429,0", "500,0", "502,''", "503,Sun 06 Nov 1994"})
    void who_is_throttled_or_told_of_trouble_asks_again(int status, String retryAfter) throws InterruptedException {
        site.html("/", "<p>" + TEXT);
        firecrawl.then(status, retryAfter, THROTTLED);
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "firecrawl")) {
            assertThat(Reading.content(handler, site.url("/")).getPages()).hasSize(1);
        }
        assertThat(firecrawl.asked()).hasSize(2);
    }

    @Test
    void who_is_asked_to_wait_beyond_the_deadline_gives_up_at_once() throws InterruptedException {
        firecrawl.then(429, "3600", THROTTLED);
        long start = System.nanoTime();
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "firecrawl")) {
            StageFailure failure = Reading.failure(handler, site.url("/"));

            assertThat(failure.getReason()).isEqualTo("source_unavailable");
            assertThat(failure.getDetail()).contains("429", "plan");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(firecrawl.asked()).hasSize(1);
    }

    @Test
    void a_service_that_is_away_says_where_it_was_looked_for() throws InterruptedException {
        FirecrawlSettings away = new FirecrawlSettings("", "http://127.0.0.1:1");
        ContentSettings settings = Reading.settings(Duration.ofMillis(1_100), List.of("firecrawl"), "127.0.0.1/32");
        try (ContentHandler handler = Reading.handler(settings, Reading.POLITE, away, Outside.REAL)) {
            StageFailure failure = Reading.failure(handler, site.url("/"));

            assertThat(failure.getReason()).isEqualTo("source_unavailable");
            assertThat(failure.getDetail()).contains("127.0.0.1:1", "FIRECRAWL_BASE_URL");
        }
    }

    @Test
    void firecrawl_reads_what_shows_its_text_only_with_javascript() throws InterruptedException {
        site.html("/", SHELL);
        firecrawl.then(200, rendered(site.url("/")));
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "web", "firecrawl")) {
            assertThat(Reading.content(handler, site.url("/")).getPages())
                    .extracting(Page::getUrl)
                    .containsExactly(site.url("/"));
        }
    }

    @Test
    void firecrawl_is_not_asked_for_what_the_own_fetch_reads_or_what_is_not_there() throws InterruptedException {
        site.html("/", "<p>" + TEXT);
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "web", "firecrawl")) {
            assertThat(Reading.content(handler, site.url("/")).getPages()).hasSize(1);
            assertThat(Reading.failure(handler, site.url("/missing")).getReason())
                    .isEqualTo("not_found");
        }
        assertNothingAsked();
    }

    @Test
    void when_neither_does_the_page_is_what_is_told_of_and_the_service_beside_it() throws InterruptedException {
        site.html("/", SHELL);
        firecrawl.then(402, "{\"success\":false,\"error\":\"Payment Required: Insufficient credits\"}");
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "web", "firecrawl")) {
            StageFailure failure = Reading.failure(handler, site.url("/"));

            assertThat(failure.getReason()).isEqualTo("insufficient_content");
            assertThat(failure.getDetail()).contains("single-page app", "credits");
        }
    }

    @Test
    void the_own_fetch_stands_in_for_firecrawl() throws InterruptedException {
        site.html("/", "<p>" + TEXT);
        firecrawl.then(402, "{\"success\":false,\"error\":\"Payment Required: Insufficient credits\"}");
        try (ContentHandler handler = sources(Duration.ofSeconds(5), "firecrawl", "web")) {
            assertThat(Reading.content(handler, site.url("/")).getPages()).hasSize(1);
        }
        assertThat(firecrawl.asked()).hasSize(1);
    }

    private static String rendered(String url) {
        return "{\"success\":true,\"data\":{\"rawHtml\":\"<title>App</title><p>" + TEXT
                + "\",\"metadata\":{\"sourceURL\":\"" + url + "\",\"url\":\"" + url + "\",\"statusCode\":200}}}";
    }
}
