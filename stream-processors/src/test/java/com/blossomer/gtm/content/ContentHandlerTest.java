package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.ContentUnchanged;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContentHandlerTest {

    private static final String FILLER = "Acme moves pallets between warehouses overnight. ".repeat(10);

    private final Site site = new Site();
    private final AtomicInteger version = new AtomicInteger(1);
    private final List<String> served = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void a_page_becomes_sections_with_their_source() throws InterruptedException {
        site.html(
                "/",
                "<html lang=en><head><title>Acme</title><meta name=description content='We move pallets'></head>"
                        + "<body><nav>Home</nav><h1>Pallets by morning</h1><p>" + FILLER + "</p></body></html>");

        ContentResult result = Reading.read(Reading.settings("127.0.0.0/8"), site.url("/"));

        assertThat(result.getCampaignId()).isEqualTo("cmp_1");
        assertThat(result.getTaskId()).isEqualTo("task_1");
        SiteContent content = (SiteContent) result.getBody();
        assertThat(content.getTitle()).isEqualTo("Acme");
        assertThat(content.getDescription()).isEqualTo("We move pallets");
        assertThat(content.getLanguage()).isEqualTo("en");
        assertThat(content.getContentHash()).matches("[0-9a-f]{64}");
        assertThat(content.getSections())
                .containsExactly(new Section("Pallets by morning", "hero", FILLER.strip(), site.url("/")));
        assertThat(content.getPages()).extracting(Page::getUrl).containsExactly(site.url("/"));
    }

    @Test
    void telling_pages_of_the_same_site_are_read_too_and_failing_ones_left_out() throws InterruptedException {
        site.html("/", "<h1>Acme</h1><p>" + FILLER + "</p><a href=/pricing>Pricing</a><a href=/about>About us</a>");
        site.html("/pricing", "<h1>Plans</h1><p>From $9 per user for small teams that ship every day.</p>");

        SiteContent content = Reading.content(Reading.settings("127.0.0.0/8"), site.url("/"));

        assertThat(content.getPages()).extracting(Page::getUrl).containsExactly(site.url("/"), site.url("/pricing"));
        assertThat(content.getSections()).extracting(Section::getKind).containsExactly("hero", "pricing");
    }

    @Test
    void pages_that_the_server_says_have_not_changed_are_not_read_again() throws InterruptedException {
        versioned("/", "<h1>Acme</h1><p>" + FILLER + "</p><a href=/pricing>Pricing</a>");
        versioned("/pricing", "<h1>Plans</h1><p>From $9 per user for small teams that ship every day.</p>");
        List<Page> known =
                Reading.content(Reading.settings("127.0.0.0/8"), site.url("/")).getPages();
        assertThat(known).extracting(Page::getEtag).containsExactly("\"/1\"", "\"/pricing1\"");
        served.clear();

        assertThat(again(known)).isInstanceOf(ContentUnchanged.class);
        assertThat(served).as("bodies sent").isEmpty();

        version.set(2);
        SiteContent changed = (SiteContent) again(known);
        assertThat(changed.getPages()).extracting(Page::getEtag).containsExactly("\"/2\"", "\"/pricing2\"");
    }

    @Test
    void a_server_that_ignores_conditions_is_read_again() throws InterruptedException {
        site.html("/", "<h1>Acme</h1><p>" + FILLER + "</p>");
        Page known = new Page(site.url("/"), 200, 10L, Reading.NOW, null, "Mon, 02 Mar 2026 10:00:00 GMT");
        assertThat(again(List.of(known))).isInstanceOf(SiteContent.class);
        assertThat(again(List.of(new Page(site.url("/gone"), 200, 10L, Reading.NOW, "\"a\"", null))))
                .isInstanceOf(SiteContent.class);
    }

    private Object again(List<Page> known) throws InterruptedException {
        ContentSettings settings = Reading.settings("127.0.0.0/8");
        try (ContentHandler handler = Reading.handler(settings, Reading.POLITE, Outside.REAL)) {
            return handler.handle(Reading.task(site.url("/"), known)).getBody();
        }
    }

    /** A page whose ETag names its version; 304 for who knows it. */
    private void versioned(String path, String html) {
        site.at(path, exchange -> {
            String etag = "\"" + path + version.get() + "\"";
            exchange.getResponseHeaders().add("ETag", etag);
            if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                exchange.close();
                return;
            }
            served.add(path);
            Site.send(exchange, 200, "text/html", html.getBytes(StandardCharsets.UTF_8));
        });
    }
}
