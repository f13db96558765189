package com.blossomer.gtm.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one place where environment variables become properties. Those that users know by name are in {@link #CONTRACT};
 * beside them {@code BLOSSOMER_FETCH_PAGE_TIMEOUT} is {@code blossomer.fetch.page-timeout}, and so on for every property,
 * {@code BLOSSOMER_PROVIDERS_GROQ_BASE_URL} is {@code blossomer.providers.groq.base-url} for whatever name,
 * {@code KAFKA_CLIENT_SECURITY_PROTOCOL} is the setting {@code security.protocol} of every Kafka client, and {@code BLOSSOMER_RETENTION_TOPICS_GTM_BATCH_ROWS} is
 * {@code blossomer.retention.topics.gtm.batch.rows}.
 */
final class ServiceEnvironment {

    /** The property source of variables that are no contract; {@link ConfigurationCheck} knows it by this name. */
    static final String VARIABLES = "blossomer environment variables";

    private static final String KAFKA_CLIENT = "KAFKA_CLIENT_";
    private static final String OWN = "BLOSSOMER_";

    /** {@code BLOSSOMER_PROVIDERS_MY_GATEWAY_BASE_URL}: where the name ends cannot be told from the underscores alone. */
    private static final Pattern NAMED_PROVIDER =
            Pattern.compile("BLOSSOMER_PROVIDERS_([A-Z0-9]+(?:_[A-Z0-9]+)*)_(BASE_URL|API_KEY)");

    /** {@code BLOSSOMER_RETENTION_TOPICS_GTM_DEAD_LETTERS}: which underscores are dots only the names of topics tell. */
    private static final String TOPIC_RETENTION = "BLOSSOMER_RETENTION_TOPICS_";

    /** Accepted by every service, whether it has a use for it or not, so that services can share one environment. */
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
            Map.entry("CHROMA_URL", "blossomer.search.chroma-url"),
            Map.entry("FIRECRAWL_API_KEY", "blossomer.firecrawl.api-key"),
            Map.entry("FIRECRAWL_BASE_URL", "blossomer.firecrawl.base-url"));

    /** Read by the launcher and the command line. */
    private static final Set<String> NOT_OURS = Set.of("BLOSSOMER_JAVA_OPTS", "BLOSSOMER_URL", "BLOSSOMER_DATA_DIR");

    private ServiceEnvironment() {}

    static ApplicationContextBuilder configure(
            String name, Class<?> mainClass, Map<String, String> variables, Map<String, Object> properties) {
        return ApplicationContext.builder(mainClass, new String[0])
                .deduceEnvironment(false)
                .environmentPropertySource(false)
                .propertySources(
                        PropertySource.of("defaults", defaults(name), -400),
                        PropertySource.of(
                                VARIABLES,
                                settings(variables),
                                PropertyConvention.ENVIRONMENT_VARIABLE,
                                PropertySource.Origin.of("environment")),
                        PropertySource.of("contract", properties(variables), -200),
                        PropertySource.of("given", properties, 100))
                .banner(false);
    }

    private static Map<String, Object> defaults(String name) {
        return Map.ofEntries(
                Map.entry("jackson.generator.write-bigdecimal-as-plain", true),
                Map.entry("micronaut.application.name", name),
                Map.entry("micronaut.server.port", 8080),
                Map.entry("micronaut.server.server-header", ""),
                Map.entry("micronaut.health.monitor.enabled", false),
                Map.entry("endpoints.all.enabled", false),
                Map.entry("endpoints.health.enabled", true),
                Map.entry("endpoints.health.sensitive", false),
                Map.entry("endpoints.health.details-visible", "ANONYMOUS"),
                Map.entry("endpoints.prometheus.enabled", true),
                Map.entry("endpoints.prometheus.sensitive", false));
    }

    /** The properties that the contract's variables stand for. Empty variables count as absent. */
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
            } else if (namedProvider(name).isPresent()) {
                properties.put(namedProvider(name).get(), value);
            } else if (name.startsWith(TOPIC_RETENTION)) {
                properties.put(RetentionSettings.TOPICS + topic(name), value);
            } else if (name.startsWith(KAFKA_CLIENT)) {
                String setting = name.substring(KAFKA_CLIENT.length()).toLowerCase(Locale.ROOT);
                properties.put("blossomer.kafka.client." + setting.replace('_', '.'), value);
            }
        });
        return properties;
    }

    /** The variables that name a property by its own name. */
    static Map<String, Object> settings(Map<String, String> variables) {
        Map<String, Object> settings = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(OWN)
                    && !value.isBlank()
                    && !CONTRACT.containsKey(name)
                    && !NOT_OURS.contains(name)
                    && !name.startsWith(TOPIC_RETENTION)
                    && namedProvider(name).isEmpty()) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    private static Optional<String> namedProvider(String variable) {
        Matcher named = NAMED_PROVIDER.matcher(variable);
        return named.matches()
                ? Optional.of("blossomer.providers." + kebab(named.group(1)) + "." + kebab(named.group(2)))
                : Optional.empty();
    }

    /** The topic that a variable names; where there is none, what would be one, to be refused as that. */
    private static String topic(String variable) {
        String given = variable.substring(TOPIC_RETENTION.length());
        return RetentionSettings.names().stream()
                .filter(name -> name.toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_')
                        .equals(given))
                .findFirst()
                .orElse(given.toLowerCase(Locale.ROOT).replace('_', '.'));
    }

    private static String kebab(String text) {
        return text.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The variable that sets a property: the one that users know, else its own name. */
    static String variable(String property) {
        return CONTRACT.entrySet().stream()
                .filter(entry -> entry.getValue().equals(property))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() ->
                        property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
    }

    /** What an unknown variable may have been meant to be. */
    static Set<String> contract() {
        return CONTRACT.keySet();
    }

    /** {@code postgres://user:password@host:port/database}, or a JDBC URL as it is. */
    private static Map<String, Object> database(String url) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (url.startsWith("jdbc:")) {
            properties.put("datasources.default.url", url);
            return properties;
        }
        URI uri = postgres(url);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        properties.put("datasources.default.url", "jdbc:postgresql://" + uri.getHost() + port + uri.getPath() + query);
        if (uri.getRawUserInfo() != null) {
            String[] user = uri.getRawUserInfo().split(":", 2);
            properties.put("datasources.default.username", decoded(user[0]));
            if (user.length == 2) {
                properties.put("datasources.default.password", decoded(user[1]));
            }
        }
        return properties;
    }

    /** A password must not end in a log, so the URL itself is not in the message. */
    private static URI postgres(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getScheme().startsWith("postgres")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below, without the URL that its message holds
        }
        throw new IllegalArgumentException(
                "DATABASE_URL is no database's address. Write postgres://user:password@host:5432/database, with special characters of the password percent-encoded, or jdbc:postgresql://…");
    }

    /** A plus sign in user information stands for itself. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
