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
                            6,
                            "BlossomerGTM/0.1 (+https://blossomer.example/bot)"));
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
                Map.entry("blossomer.fetch.per-host", "9"),
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
                            9,
                            "Reader/1"));
        }
    }

    @Test
    void what_cannot_work_is_refused_by_name() {
        assertThatThrownBy(() -> Reading.settings("127.0.0.0/33")).hasMessageContaining("127.0.0.0/33");
        assertThatThrownBy(() -> Reading.settings("everything")).hasMessageContaining("10.0.0.0/8");
        assertThatThrownBy(() -> Reading.settings(Duration.ZERO)).hasMessageContaining("page-timeout");
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
