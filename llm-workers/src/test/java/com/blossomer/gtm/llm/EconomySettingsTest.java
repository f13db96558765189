package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.cost.BatchPrices;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.llm.economy.EconomySettings;
import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EconomySettingsTest {

    @Test
    void everything_has_a_default() {
        assertThat(settings(Map.of()))
                .isEqualTo(new EconomySettings(
                        "openai,anthropic",
                        5_000,
                        1_000,
                        50_000_000,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(60),
                        Duration.ofHours(26),
                        Duration.ofMinutes(10),
                        ""));
    }

    @Test
    void everything_can_be_set() {
        assertThat(settings(Map.of(
                        "blossomer.llm.economy.providers", "openai",
                        "blossomer.llm.economy.held", 7,
                        "blossomer.llm.economy.max-entries", 6,
                        "blossomer.llm.economy.max-bytes", 200_000,
                        "blossomer.llm.economy.collect", "1s",
                        "blossomer.llm.economy.poll", "2s",
                        "blossomer.llm.economy.patience", "3h",
                        "blossomer.llm.economy.settle", "20m",
                        "blossomer.llm.economy.prices", "openai/*=1/2")))
                .isEqualTo(new EconomySettings(
                        "openai",
                        7,
                        6,
                        200_000,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofHours(3),
                        Duration.ofMinutes(20),
                        "openai/*=1/2"));
    }

    @Test
    void what_cannot_be_right_is_refused_by_name() {
        assertThatThrownBy(() -> settings(Map.of("blossomer.llm.economy.max-entries", 0)))
                .rootCause()
                .hasMessageContaining("blossomer.llm.economy.max-entries");
        assertThatThrownBy(() -> settings(Map.of("blossomer.llm.economy.poll", "0s")))
                .rootCause()
                .hasMessageContaining("blossomer.llm.economy.poll");
    }

    @Test
    void batches_cost_what_is_set_for_them_else_half() {
        BatchPrices prices = new BatchPrices(Prices.parse("openai/own=1/1"), Prices.parse("openai/*=3/5"));

        assertThat(prices.nanoUsd("openai/own", TokenUsage.of(10, 1))).hasValue(11_000);
        assertThat(prices.nanoUsd("openai/other", TokenUsage.of(10, 1))).hasValue(17_500);
        assertThat(prices.nanoUsd("anthropic/none", TokenUsage.of(10, 1))).isEmpty();
    }

    private static EconomySettings settings(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("blossomer.components.enabled", false);
        try (ApplicationContext context =
                ServiceApplication.builder("test", LlmWorkersMain.class, all).start()) {
            return context.getBean(EconomySettings.class);
        }
    }
}
