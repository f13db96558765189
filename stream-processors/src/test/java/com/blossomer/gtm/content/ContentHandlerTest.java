package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.events.ContentResult;
import com.blossomer.gtm.events.Page;
import com.blossomer.gtm.events.Section;
import com.blossomer.gtm.events.SiteContent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContentHandlerTest {

    private static final String FILLER = "Acme moves pallets between warehouses overnight. ".repeat(10);

    private final Site site = new Site();

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
}
