package com.blossomer.gtm.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one place where environment variables become properties. {@code BLOSSOMER_A_B} is any of {@code blossomer.a.b},
 * {@code blossomer.a-b}, …, as Micronaut has it; the variables below have names that others know.
 */
final class ServiceEnvironment {

    private static final String KAFKA_CLIENT = "KAFKA_CLIENT_";

    private static final Map<String, String> CONTRACT = Map.ofEntries(
            Map.entry("KAFKA_BOOTSTRAP_SERVERS", "blossomer.kafka.bootstrap-servers"),
            Map.entry("SCHEMA_REGISTRY_URL", "blossomer.kafka.schema-registry-url"),
            Map.entry("BLOSSOMER_API_KEY", "blossomer.api-key"),
            Map.entry("BLOSSOMER_PORT", "micronaut.server.port"),
            Map.entry("BLOSSOMER_MODELS", "blossomer.models.order"),
            Map.entry("BLOSSOMER_FETCH_ALLOW", "blossomer.fetch.allow"),
            Map.entry("OPENAI_API_KEY", "blossomer.openai.api-key"),
            Map.entry("OPENAI_BASE_URL", "blossomer.openai.base-url"),
            Map.entry("ANTHROPIC_API_KEY", "blossomer.anthropic.api-key"),
            Map.entry("ANTHROPIC_BASE_URL", "blossomer.anthropic.base-url"),
            Map.entry("GEMINI_API_KEY", "blossomer.gemini.api-key"),
            Map.entry("GEMINI_BASE_URL", "blossomer.gemini.base-url"),
            Map.entry("FIRECRAWL_API_KEY", "blossomer.firecrawl.api-key"),
            Map.entry("FIRECRAWL_BASE_URL", "blossomer.firecrawl.base-url"));

    private ServiceEnvironment() {}

    static ApplicationContextBuilder configure(
            String name, Class<?> mainClass, Map<String, String> variables, Map<String, Object> properties) {
        Map<String, Object> defaults = Map.of("micronaut.application.name", name, "micronaut.server.port", 8080);
        return ApplicationContext.builder(mainClass, new String[0])
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(
                        PropertySource.of("defaults", defaults, -400),
                        PropertySource.of("environment", properties(variables), -200),
                        PropertySource.of("given", properties, 100))
                .banner(false);
    }

    /** The properties that these environment variables stand for. Empty variables count as absent. */
    static Map<String, Object> properties(Map<String, String> variables) {
        Map<String, Object> properties = new TreeMap<>();
        variables.forEach((name, value) -> {
            String property = CONTRACT.get(name);
            if (value.isBlank()) {
                return;
            }
            if (property != null) {
                properties.put(property, value);
            } else if (name.equals("DATABASE_URL")) {
                properties.putAll(database(value));
            } else if (name.startsWith(KAFKA_CLIENT)) {
                String setting = name.substring(KAFKA_CLIENT.length()).toLowerCase(Locale.ROOT);
                properties.put("blossomer.kafka.client." + setting.replace('_', '.'), value);
            }
        });
        return properties;
    }

    /** {@code postgres://user:password@host:port/database}, or a JDBC URL as it is. */
    private static Map<String, Object> database(String url) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (url.startsWith("jdbc:")) {
            properties.put("datasources.default.url", url);
            return properties;
        }
        URI uri = URI.create(url);
        if (uri.getHost() == null || !uri.getScheme().startsWith("postgres")) {
            throw new IllegalArgumentException(
                    "DATABASE_URL must look like postgres://user:password@host:5432/database or jdbc:postgresql://…");
        }
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        properties.put("datasources.default.url", "jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + query);
        if (uri.getRawUserInfo() != null) {
            String[] user = uri.getRawUserInfo().split(":", 2);
            properties.put("datasources.default.username", URLDecoder.decode(user[0], StandardCharsets.UTF_8));
            if (user.length == 2) {
                properties.put("datasources.default.password", URLDecoder.decode(user[1], StandardCharsets.UTF_8));
            }
        }
        return properties;
    }
}
