package com.blossomer.gtm.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.ServiceApplication;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LimitSettingsTest {

    @Test
    void without_any_setting_rates_are_unlimited_and_the_concurrency_is_what_the_workers_take_on() {
        try (ApplicationContext context = builder(Map.of()).start()) {
            assertThat(context.getBean(ProviderLimits.class).of("openai"))
                    .isEqualTo(new LimitSettings("openai", 0, 0, 128, 25));
        }
    }

    @Test
    void the_shares_leave_room_for_as_many_as_each_lane_takes_on() {
        LimitSettings limits = LimitSettings.none("p").forWorkers(64, 1_000);

        assertThat(limits.concurrency() - limits.reserved(limits.concurrency())).isGreaterThanOrEqualTo(1_000);
        assertThat(limits.concurrency()).isGreaterThanOrEqualTo(1_064);
    }

    @Test
    void everything_can_be_set_by_provider() {
        Map<String, Object> properties = Map.of(
                "blossomer.llm.limits.openai.requests-per-minute", 500,
                "blossomer.llm.limits.openai.tokens-per-minute", 200_000,
                "blossomer.llm.limits.openai.concurrency", 40,
                "blossomer.llm.limits.openai.interactive-share", 50,
                "blossomer.llm.limits.my-gateway.concurrency", 3);
        try (ApplicationContext context = builder(properties).start()) {
            ProviderLimits limits = context.getBean(ProviderLimits.class);
            assertThat(limits.of("openai")).isEqualTo(new LimitSettings("openai", 500, 200_000, 40, 50));
            assertThat(limits.of("my-gateway")).isEqualTo(new LimitSettings("my-gateway", 0, 0, 3, 25));
            assertThat(limits.of("offline").requestsPerMinute()).isZero();
        }
    }

    @Test
    void everything_can_be_set_by_environment_variables() {
        try (ApplicationContext context = variables(Map.of(
                        "BLOSSOMER_LLM_LIMITS_OPENAI_REQUESTS_PER_MINUTE", "500",
                        "BLOSSOMER_LLM_LIMITS_OPENAI_TOKENS_PER_MINUTE", "200000",
                        "BLOSSOMER_LLM_LIMITS_MY_GATEWAY_CONCURRENCY", "3"))
                .start()) {
            ProviderLimits limits = context.getBean(ProviderLimits.class);
            assertThat(limits.of("openai")).isEqualTo(new LimitSettings("openai", 500, 200_000, 128, 25));
            assertThat(limits.of("my-gateway").concurrency()).isEqualTo(3);
        }
    }

    @Test
    void what_is_unknown_or_no_number_fails_the_start_by_name() {
        assertThatThrownBy(() -> started(Map.of("BLOSSOMER_LLM_LIMITS_OPENAI_REQUESTS_PER_MINUT", "500")))
                .hasMessageContaining("BLOSSOMER_LLM_LIMITS_OPENAI_REQUESTS_PER_MINUT.");
        assertThatThrownBy(() -> started(Map.of("BLOSSOMER_LLM_LIMITS_OPENAI_TOKENS_PER_MINUTE", "many")))
                .hasMessageContaining("BLOSSOMER_LLM_LIMITS_OPENAI_TOKENS_PER_MINUTE must be a whole number");
    }

    @Test
    void what_cannot_be_right_is_refused_by_name() {
        assertThatThrownBy(() -> new LimitSettings("openai", -1, 0, 0, 25))
                .hasMessageContaining("blossomer.llm.limits.openai.requests-per-minute");
        assertThatThrownBy(() -> new LimitSettings("openai", 0, -1, 0, 25)).hasMessageContaining("tokens-per-minute");
        assertThatThrownBy(() -> new LimitSettings("openai", 0, 0, -1, 25)).hasMessageContaining("openai.concurrency");
        assertThatThrownBy(() -> new LimitSettings("openai", 0, 0, 0, 100)).hasMessageContaining("interactive-share");
    }

    @Test
    void a_share_is_rounded_up_but_never_takes_the_last() {
        LimitSettings settings = new LimitSettings("p", 0, 0, 0, 25);

        assertThat(settings.reserved(100)).isEqualTo(25);
        assertThat(settings.reserved(5)).isEqualTo(2);
        assertThat(settings.reserved(2)).isEqualTo(1);
        assertThat(settings.reserved(1)).isZero();
        assertThat(settings.reserved(0)).isZero();
    }

    private static void started(Map<String, String> variables) {
        variables(variables).start().close();
    }

    private static ApplicationContextBuilder variables(Map<String, String> variables) {
        return builder(Map.of())
                .propertySources(PropertySource.of(
                        "blossomer environment variables",
                        new HashMap<>(variables),
                        PropertyConvention.ENVIRONMENT_VARIABLE,
                        PropertySource.Origin.of("environment")));
    }

    private static ApplicationContextBuilder builder(Map<String, Object> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.put("blossomer.components.enabled", false);
        return ServiceApplication.builder("test", LlmWorkersMain.class, all);
    }
}
