package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.cost.TokenUsage;
import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LlmSettingsTest {

    @Test
    void everything_has_a_default() {
        try (ApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(LlmSettings.class))
                    .isEqualTo(new LlmSettings(
                            Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofHours(12), 64, 64, ""));
            assertThat(context.getBean(OpenAiSettings.class).configured()).isFalse();
        }
    }

    @Test
    void everything_can_be_set() {
        Map<String, Object> properties = Map.of(
                "blossomer.llm.timeout", "30s",
                "blossomer.llm.interactive-retry-limit", "1m",
                "blossomer.llm.batch-retry-limit", "3h",
                "blossomer.llm.interactive-concurrency", 10,
                "blossomer.llm.batch-concurrency", 500,
                "blossomer.llm.prices", "openai/gpt-5-mini=0.25/2",
                "blossomer.openai.api-key", "sk-secret",
                "blossomer.openai.base-url", "http://localhost:11434");
        try (ApplicationContext context = context(properties)) {
            assertThat(context.getBean(LlmSettings.class))
                    .isEqualTo(new LlmSettings(
                            Duration.ofSeconds(30),
                            Duration.ofMinutes(1),
                            Duration.ofHours(3),
                            10,
                            500,
                            "openai/gpt-5-mini=0.25/2"));
            OpenAiSettings openai = context.getBean(OpenAiSettings.class);
            assertThat(openai.baseUrl()).isEqualTo("http://localhost:11434");
            assertThat(openai.apiKey()).isEqualTo("sk-secret");
            assertThat(openai.toString()).doesNotContain("secret");
        }
    }

    @Test
    void a_provider_is_there_when_its_key_is() {
        Map<String, Object> properties = Map.of(
                "blossomer.anthropic.api-key", "sk-ant-secret",
                "blossomer.gemini.api-key", "AIza-secret",
                "blossomer.gemini.base-url", "http://localhost:8080",
                "blossomer.providers.groq.base-url", "https://api.groq.com/openai/v1",
                "blossomer.providers.groq.api-key", "gsk_secret",
                "blossomer.providers.my-own.base-url", "http://localhost:8000");
        try (ApplicationContext context = context(properties)) {
            assertThat(context.getBean(ProviderPool.class).describe())
                    .containsOnly(
                            Map.entry("offline", "always there, needs no key"),
                            Map.entry("anthropic", "api.anthropic.com, key set"),
                            Map.entry("gemini", "localhost:8080, key set"),
                            Map.entry("groq", "api.groq.com, key set"),
                            Map.entry("my-own", "localhost:8000, without a key"));
            assertThat(context.getBeansOfType(ProviderSettings.class))
                    .hasSize(5)
                    .allSatisfy(settings -> assertThat(settings.toString()).doesNotContain("secret"));
        }
    }

    @Test
    void a_misspelt_setting_of_a_named_provider_fails_the_start() {
        assertThatThrownBy(() -> context(Map.of("blossomer.providers.groq.baseurl-x", "https://api.groq.com")))
                .hasMessageContaining("Unknown property blossomer.providers.groq.baseurl-x");
        assertThatThrownBy(() -> context(Map.of("blossomer.providers.groq.api-key", "gsk_secret"))
                        .getBean(ProviderPool.class))
                .hasMessageContaining("BLOSSOMER_PROVIDERS_GROQ_BASE_URL")
                .satisfies(error -> assertThat(error.toString()).doesNotContain("gsk_secret"));
    }

    @Test
    void what_cannot_be_right_is_refused_by_name() {
        assertThatThrownBy(() -> new LlmSettings(Duration.ZERO, Duration.ofMinutes(5), Duration.ofHours(1), 64, 64, ""))
                .hasMessageContaining("blossomer.llm.timeout");
        assertThatThrownBy(() ->
                        new LlmSettings(Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(1), 64, 0, ""))
                .hasMessageContaining("batch-concurrency");
        assertThatThrownBy(() -> new OpenAiSettings("", "localhost:11434")).hasMessageContaining("OPENAI_BASE_URL");
        assertThatThrownBy(() -> new AnthropicSettings("sk ant", ""))
                .hasMessageContaining("ANTHROPIC_API_KEY")
                .hasMessageNotContaining("sk ant");
        assertThatThrownBy(() -> new GeminiSettings("k", "ftp://h")).hasMessageContaining("GEMINI_BASE_URL");
        assertThatThrownBy(() -> new NamedProviderSettings("a/b", "", "http://h"))
                .hasMessageContaining("a/b");
        assertThatThrownBy(() -> Prices.parse("gpt-5=1")).hasMessageContaining("gpt-5=1");
    }

    @Test
    void prices_are_exact() {
        Prices prices = Prices.parse("openai/a=0.25/2, local/b=0/0");

        assertThat(prices.nanoUsd("openai/a", TokenUsage.of(3, 7))).hasValue(3 * 250 + 7 * 2_000);
        assertThat(prices.nanoUsd("local/b", TokenUsage.of(3, 7))).hasValue(0);
        assertThat(prices.nanoUsd("openai/unknown", TokenUsage.of(3, 7))).isEmpty();
    }

    private static ApplicationContext context(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("blossomer.components.enabled", false);
        return ServiceApplication.builder("test", LlmWorkersMain.class, all).start();
    }
}
