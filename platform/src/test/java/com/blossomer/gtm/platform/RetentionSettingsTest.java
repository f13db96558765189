package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionSettingsTest {

    @Test
    void nothing_needs_to_be_set() {
        RetentionSettings settings = bound(Map.of());

        assertThat(settings).isEqualTo(RetentionSettings.DEFAULT);
        assertThat(settings.of(Topics.CAMPAIGN_COMMANDS)).contains(Duration.ofDays(730));
        assertThat(settings.of(Topics.CONTENT_RESULTS)).contains(Duration.ofDays(30));
        assertThat(settings.of(Topics.CONTENT_TASKS)).contains(Duration.ofDays(7));
        assertThat(settings.of(Topics.BUDGETS)).isEmpty();
        assertThat(settings.deadLetters()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void everything_can_be_set_by_variables_topics_by_name_too() {
        RetentionSettings settings = bound(Map.of(
                "BLOSSOMER_RETENTION_CAMPAIGNS", "100d",
                "BLOSSOMER_RETENTION_CONTENT", "10d",
                "BLOSSOMER_RETENTION_USAGE", "50d",
                "BLOSSOMER_RETENTION_TOPICS_GTM_BATCH_ROWS", "3h",
                "BLOSSOMER_RETENTION_TOPICS_GTM_CAMPAIGN_EVENTS", "400d",
                "BLOSSOMER_RETENTION_TOPICS_GTM_DEAD_LETTERS", "9d"));

        assertThat(settings)
                .isEqualTo(new RetentionSettings(
                        Duration.ofDays(100),
                        Duration.ofDays(10),
                        Duration.ofDays(50),
                        Map.of(
                                "gtm.batch.rows", Duration.ofHours(3),
                                "gtm.campaign.events", Duration.ofDays(400),
                                "gtm.dead-letters", Duration.ofDays(9))));
        assertThat(settings.of(Topics.CAMPAIGN_COMMANDS)).contains(Duration.ofDays(100));
        assertThat(settings.of(Topics.CAMPAIGN_EVENTS)).contains(Duration.ofDays(400));
        assertThat(settings.of(Topics.BATCH_ROWS)).contains(Duration.ofHours(3));
        assertThat(settings.deadLetters()).isEqualTo(Duration.ofDays(9));
    }

    @Test
    void events_are_kept_as_long_as_the_longer_of_the_tables_that_are_made_of_them() {
        RetentionSettings settings =
                new RetentionSettings(Duration.ofDays(90), Duration.ofDays(30), Duration.ofDays(365), Map.of());

        assertThat(settings.of(Topics.CAMPAIGN_EVENTS)).contains(Duration.ofDays(365));
        assertThat(settings.of(Topics.CAMPAIGN_COMMANDS)).contains(Duration.ofDays(90));
    }

    @Test
    void what_cannot_be_is_refused_with_what_to_do() {
        assertThatThrownBy(() -> bound(Map.of("BLOSSOMER_RETENTION_CONTENT", "3h")))
                .rootCause()
                .hasMessage("blossomer.retention.content must be from 1d to 36500d, not 10800s");
        assertThatThrownBy(() -> bound(Map.of("BLOSSOMER_RETENTION_TOPICS_GTM_CAMPAIGN_EVENT", "900d")))
                .rootCause()
                .hasMessageContaining("there is no topic gtm.campaign.event.")
                .hasMessageContaining("Did you mean gtm.campaign.events?");
        assertThatThrownBy(() -> bound(Map.of("BLOSSOMER_RETENTION_TOPICS_GTM_BUDGETS", "30d")))
                .rootCause()
                .hasMessageContaining("gtm.budgets: the topic keeps the last record of each key");
        assertThatThrownBy(() -> bound(Map.of("BLOSSOMER_RETENTION_TOPICS_GTM_CAMPAIGN_EVENTS", "400d")))
                .rootCause()
                .hasMessage(
                        "blossomer.retention.topics.gtm.campaign.events must be at least 730d, not 400d: tables that keep so"
                                + " much are made of it. Lower blossomer.retention.campaigns and blossomer.retention.usage"
                                + " instead.");
        assertThatThrownBy(() -> bound(Map.of("BLOSSOMER_RETENTION_CAMPAIGN", "400d")))
                .hasMessageContaining("Did you mean BLOSSOMER_RETENTION_CAMPAIGNS?");
    }

    private static RetentionSettings bound(Map<String, String> variables) {
        try (ApplicationContext context = ServiceEnvironment.configure(
                        "test", RetentionSettingsTest.class, variables, Map.of("blossomer.components.enabled", false))
                .start()) {
            return context.getBean(RetentionSettings.class);
        }
    }
}
