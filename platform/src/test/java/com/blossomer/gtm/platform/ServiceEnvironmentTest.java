package com.blossomer.gtm.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.platform.kafka.KafkaSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceEnvironmentTest {

    @Test
    void the_contracts_variables_become_properties() {
        assertThat(ServiceEnvironment.properties(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                        "SCHEMA_REGISTRY_URL", "http://registry:8081",
                        "BLOSSOMER_PORT", "9000",
                        "BLOSSOMER_MODELS", "openai/gpt-5,offline/extractive-1",
                        "BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8",
                        "OPENAI_API_KEY", "key",
                        "CHROMA_URL", "http://chroma:8000",
                        "KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL",
                        "HOME", "/root")))
                .containsOnly(
                        Map.entry("blossomer.kafka.bootstrap-servers", "kafka:9092"),
                        Map.entry("blossomer.kafka.schema-registry-url", "http://registry:8081"),
                        Map.entry("micronaut.server.port", "9000"),
                        Map.entry("blossomer.models.order", "openai/gpt-5,offline/extractive-1"),
                        Map.entry("blossomer.fetch.allow", "127.0.0.0/8"),
                        Map.entry("blossomer.openai.api-key", "key"),
                        Map.entry("blossomer.search.chroma-url", "http://chroma:8000"),
                        Map.entry("blossomer.kafka.client.security.protocol", "SSL"));
    }

    @Test
    void a_provider_may_have_whatever_name() {
        Map<String, String> variables = Map.of(
                "BLOSSOMER_PROVIDERS_GROQ_BASE_URL", "https://groq",
                "BLOSSOMER_PROVIDERS_MY_OWN_API_KEY", "key",
                "BLOSSOMER_PROVIDERS_GROQ_BASEURL", "https://typo");

        assertThat(ServiceEnvironment.properties(variables))
                .containsOnly(
                        Map.entry("blossomer.providers.groq.base-url", "https://groq"),
                        Map.entry("blossomer.providers.my-own.api-key", "key"));
        assertThat(ServiceEnvironment.settings(variables)).containsOnlyKeys("BLOSSOMER_PROVIDERS_GROQ_BASEURL");
    }

    @Test
    void an_empty_variable_counts_as_absent() {
        assertThat(ServiceEnvironment.properties(Map.of("OPENAI_API_KEY", "", "DATABASE_URL", " ")))
                .isEmpty();
    }

    @Test
    void a_database_url_is_read_as_others_write_it() {
        assertThat(ServiceEnvironment.properties(
                        Map.of("DATABASE_URL", "postgres://me:p%40ss+word@db:5433/blossomer?sslmode=require")))
                .containsOnly(
                        Map.entry("datasources.default.url", "jdbc:postgresql://db:5433/blossomer?sslmode=require"),
                        Map.entry("datasources.default.username", "me"),
                        Map.entry("datasources.default.password", "p@ss+word"));
        assertThat(ServiceEnvironment.properties(Map.of("DATABASE_URL", "jdbc:postgresql://db/x")))
                .containsOnly(Map.entry("datasources.default.url", "jdbc:postgresql://db/x"));
    }

    @Test
    void a_bad_database_url_is_refused_without_telling_its_password() {
        assertThatThrownBy(
                        () -> ServiceEnvironment.properties(Map.of("DATABASE_URL", "postgres://me:se cret@db:5433/x")))
                .hasMessageContaining("postgres://user:password@host")
                .satisfies(error -> assertThat(error.toString()).doesNotContain("cret"));
    }

    @Test
    void a_property_can_be_set_by_its_own_name() {
        try (ApplicationContext context = start(
                Map.of("BLOSSOMER_KAFKA_SITE_PARTITIONS", "7", "KAFKA_CLIENT_SECURITY_PROTOCOL", "SSL"), Map.of())) {
            KafkaSettings settings = context.getBean(KafkaSettings.class);
            assertThat(settings.sitePartitions()).isEqualTo(7);
            assertThat(settings.client()).containsEntry("security.protocol", "SSL");
        }
    }

    @Test
    void without_any_setting_the_defaults_hold() {
        try (ApplicationContext context = start(Map.of(), Map.of())) {
            assertThat(context.getBean(KafkaSettings.class))
                    .isEqualTo(new KafkaSettings("localhost:9092", "http://localhost:8081", 4, (short) 1, Map.of()));
        }
    }

    @Test
    void an_unknown_variable_fails_the_start_by_name_with_the_nearest() {
        assertThatThrownBy(() -> start(Map.of("BLOSSOMER_KAFKA_SITE_PARTITION", "7"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Unknown environment variable BLOSSOMER_KAFKA_SITE_PARTITION. Did you mean BLOSSOMER_KAFKA_SITE_PARTITIONS?");
        assertThatThrownBy(() -> start(Map.of("BLOSSOMER_APIKEY", "x"), Map.of()))
                .hasMessageContaining("Did you mean BLOSSOMER_API_KEY?");
    }

    @Test
    void a_variable_of_another_service_is_no_error_as_services_may_share_one_environment() {
        start(Map.of("BLOSSOMER_DISPATCH_WINDOW", "8", "BLOSSOMER_LLM_LIMITS_OPENAI_CONCURRENCY", "7"), Map.of())
                .close();
        assertThatThrownBy(() -> start(Map.of("BLOSSOMER_DISPATCH_WINDOWS", "8"), Map.of()))
                .hasMessage(
                        "Unknown environment variable BLOSSOMER_DISPATCH_WINDOWS. Did you mean BLOSSOMER_DISPATCH_WINDOW?");
    }

    @Test
    void an_unknown_property_fails_the_start_by_name_with_the_nearest() {
        assertThatThrownBy(() -> start(Map.of(), Map.of("blossomer.kafka.site-partition", "7")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Unknown property blossomer.kafka.site-partition. Did you mean blossomer.kafka.site-partitions?");
    }

    @Test
    void settings_of_which_there_is_one_for_each_name_are_known_whatever_the_name() {
        try (ApplicationContext context = start(
                Map.of("BLOSSOMER_SAMPLES_ONE_PER_MINUTE", "7", "BLOSSOMER_SAMPLES_MY_OWN_PER_MINUTE", "9"),
                Map.of("blossomer.samples.other.per-minute", 8))) {
            assertThat(context.getBean(Sample.class, Qualifiers.byName("one")).perMinute())
                    .isEqualTo(7);
            assertThat(context.getBean(Sample.class, Qualifiers.byName("other")).perMinute())
                    .isEqualTo(8);
        }
        assertThatThrownBy(() -> start(Map.of("BLOSSOMER_SAMPLES_OTHER_PER_HOUR", "7"), Map.of()))
                .hasMessageContaining("Unknown environment variable BLOSSOMER_SAMPLES_OTHER_PER_HOUR.");
        assertThatThrownBy(() -> start(Map.of(), Map.of("blossomer.samples.other.per-minutes", "7")))
                .hasMessageContaining("Unknown property blossomer.samples.other.per-minutes.")
                .hasMessageContaining("Did you mean blossomer.samples.*.per-minute?");
        assertThatThrownBy(() -> start(Map.of("BLOSSOMER_SAMPLES_OTHER_PER_MINUTE", "many"), Map.of()))
                .hasMessageContaining("BLOSSOMER_SAMPLES_OTHER_PER_MINUTE must be a whole number, not 'many'.");
    }

    @EachProperty("blossomer.samples")
    record Sample(
            @Parameter String name,
            @Bindable(defaultValue = "0") int perMinute) {}

    @Test
    void a_contract_variable_that_this_service_has_no_use_for_is_no_error() {
        start(Map.of("BLOSSOMER_FETCH_ALLOW", "127.0.0.0/8", "BLOSSOMER_JAVA_OPTS", "-Xmx1g"), Map.of())
                .close();
    }

    private static ApplicationContext start(Map<String, String> variables, Map<String, Object> properties) {
        Map<String, Object> withoutKafka = new HashMap<>(properties);
        withoutKafka.put("blossomer.components.enabled", false);
        return ServiceEnvironment.configure("test", ServiceEnvironmentTest.class, variables, withoutKafka)
                .start();
    }
}
