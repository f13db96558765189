package com.blossomer.gtm.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.Component;
import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContentSettingsTest {

    @Test
    void defaults() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(ContentSettings.class))
                    .isEqualTo(new ContentSettings(
                            List.of(),
                            Duration.ofSeconds(8),
                            Duration.ofSeconds(20),
                            Duration.ofSeconds(30),
                            5 * 1_024 * 1_024,
                            40_000,
                            250,
                            4,
                            5,
                            32,
                            List.of(),
                            "BlossomerGTM/0.1 (+https://blossomer.example/bot)"));
            assertThat(context.getBean(PolitenessSettings.class))
                    .isEqualTo(new PolitenessSettings(true, 6, Duration.ofMillis(100), Duration.ofSeconds(2)));
            assertThat(context.getBean(FirecrawlSettings.class)).isEqualTo(new FirecrawlSettings("", ""));
        }
    }

    @Test
    void every_setting_has_a_property() {
        Map<String, Object> properties = Map.ofEntries(
                Map.entry("blossomer.fetch.allow", "127.0.0.0/8, fd00::/8"),
                Map.entry("blossomer.fetch.connect-timeout", "1s"),
                Map.entry("blossomer.fetch.page-timeout", "2s"),
                Map.entry("blossomer.fetch.site-timeout", "3s"),
                Map.entry("blossomer.fetch.max-page-bytes", "2048"),
                Map.entry("blossomer.fetch.max-text-chars", "5000"),
                Map.entry("blossomer.fetch.min-text-chars", "6"),
                Map.entry("blossomer.fetch.linked-pages", "0"),
                Map.entry("blossomer.fetch.max-redirects", "7"),
                Map.entry("blossomer.fetch.concurrency", "8"),
                Map.entry("blossomer.fetch.sources", "firecrawl, web"),
                Map.entry("blossomer.fetch.per-host", "9"),
                Map.entry("blossomer.fetch.robots", "false"),
                Map.entry("blossomer.fetch.host-spacing", "10ms"),
                Map.entry("blossomer.fetch.max-crawl-delay", "11ms"),
                Map.entry("blossomer.firecrawl.api-key", "fc-key"),
                Map.entry("blossomer.firecrawl.base-url", "http://127.0.0.1:3002"),
                Map.entry("blossomer.fetch.user-agent", "Reader/1"));
        try (ApplicationContext context = context(properties)) {
            assertThat(context.getBean(ContentSettings.class))
                    .isEqualTo(new ContentSettings(
                            List.of("127.0.0.0/8", "fd00::/8"),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(2),
                            Duration.ofSeconds(3),
                            2_048,
                            5_000,
                            6,
                            0,
                            7,
                            8,
                            List.of("firecrawl", "web"),
                            "Reader/1"));
            assertThat(context.getBean(PolitenessSettings.class))
                    .isEqualTo(new PolitenessSettings(false, 9, Duration.ofMillis(10), Duration.ofMillis(11)));
            assertThat(context.getBean(FirecrawlSettings.class))
                    .isEqualTo(new FirecrawlSettings("fc-key", "http://127.0.0.1:3002"));
        }
    }

    @Test
    void what_cannot_work_is_refused_by_name() {
        assertThatThrownBy(() -> Reading.settings("127.0.0.0/33")).hasMessageContaining("127.0.0.0/33");
        assertThatThrownBy(() -> Reading.settings("everything")).hasMessageContaining("10.0.0.0/8");
        assertThatThrownBy(() -> Reading.settings(Duration.ZERO)).hasMessageContaining("page-timeout");
        assertThatThrownBy(() -> sources("web", "google")).hasMessageContaining("web, firecrawl");
        assertThatThrownBy(() -> sources("web", "web")).hasMessageContaining("blossomer.fetch.sources");
        assertThatThrownBy(() -> new PolitenessSettings(true, 0, Duration.ZERO, Duration.ZERO))
                .hasMessageContaining("per-host");
        assertThatThrownBy(() -> new PolitenessSettings(true, 1, Duration.ofMillis(-1), Duration.ZERO))
                .hasMessageContaining("host-spacing");
        assertThatThrownBy(() -> new FirecrawlSettings("", "firecrawl.dev")).hasMessageContaining("FIRECRAWL_BASE_URL");
        assertThatThrownBy(() -> new FirecrawlSettings("fc key", "")).hasMessageContaining("FIRECRAWL_API_KEY");
        assertThatThrownBy(() -> ContentSources.names(sources("firecrawl"), Reading.NO_FIRECRAWL))
                .hasMessageContaining("FIRECRAWL_API_KEY");
    }

    @Test
    void with_a_key_firecrawl_stands_in_where_the_own_fetch_does_not_do_and_the_order_can_be_set() {
        FirecrawlSettings key = new FirecrawlSettings("fc-key", "");

        assertThat(ContentSources.names(sources(), Reading.NO_FIRECRAWL)).containsExactly("web");
        assertThat(ContentSources.names(sources(), key)).containsExactly("web", "firecrawl");
        assertThat(ContentSources.names(sources("firecrawl", "web"), key)).containsExactly("firecrawl", "web");
        assertThat(ContentSources.names(sources("web"), key)).containsExactly("web");
        assertThat(key.scrape()).hasToString("https://api.firecrawl.dev/v2/scrape");
        assertThat(new FirecrawlSettings("", "http://localhost:3002/v2/").scrape())
                .hasToString("http://localhost:3002/v2/scrape");
        assertThat(key.toString()).doesNotContain("fc-key");
    }

    private static ContentSettings sources(String... names) {
        return Reading.settings(Duration.ofSeconds(1), List.of(names));
    }

    @Test
    void the_role_decides_whether_this_process_reads_sites() {
        try (ApplicationContext context = context(Map.of("blossomer.roles.content", "true"))) {
            assertThat(context.getBeansOfType(Component.class).stream().map(Component::name))
                    .contains("content-workers");
        }
        try (ApplicationContext context = context(Map.of("blossomer.roles.content", "false"))) {
            assertThat(context.getBeansOfType(Component.class).stream().map(Component::name))
                    .doesNotContain("content-workers");
        }
    }

    private static ApplicationContext context(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("blossomer.components.enabled", "false");
        return ServiceApplication.builder("test", ContentWorkersMain.class, all).start();
    }
}
