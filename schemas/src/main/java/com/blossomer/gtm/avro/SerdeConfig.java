package com.blossomer.gtm.avro;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The serdes' settings, by Confluent's names. Other keys are ignored: Kafka hands a client's whole configuration over.
 *
 * @param authorization the {@code Authorization} header, if there is to be one
 * @param retries how often a failed call to the registry is tried again
 * @param specificType the class to read into, whatever the writer's schema is called
 */
record SerdeConfig(
        List<String> urls,
        boolean autoRegister,
        boolean useLatestVersion,
        boolean latestStrict,
        boolean normalize,
        SubjectNames keySubjects,
        SubjectNames valueSubjects,
        boolean specificReader,
        @Nullable String specificType,
        @Nullable String authorization,
        Duration timeout,
        int retries,
        Duration backoff) {

    static final String URL = "schema.registry.url";
    static final String SPECIFIC_READER = "specific.avro.reader";

    static SerdeConfig of(Map<String, ?> config, boolean key) {
        String type = text(config, key ? "specific.avro.key.type" : "specific.avro.value.type");
        return new SerdeConfig(
                urls(config),
                flag(config, "auto.register.schemas", true),
                flag(config, "use.latest.version", false),
                flag(config, "latest.compatibility.strict", true),
                flag(config, "normalize.schemas", false),
                subjects(config, "key.subject.name.strategy"),
                subjects(config, "value.subject.name.strategy"),
                flag(config, SPECIFIC_READER, false) || type != null,
                type,
                RegistryAuth.header(config),
                Duration.ofMillis(number(config, "schema.registry.request.timeout.ms", 10_000)),
                number(config, "max.retries", 5),
                Duration.ofMillis(number(config, "retries.wait.ms", 200)));
    }

    SubjectNames subjects(boolean key) {
        return key ? keySubjects : valueSubjects;
    }

    private static List<String> urls(Map<String, ?> config) {
        String value = text(config, URL);
        if (value == null) {
            throw new ConfigException(URL + " is not set: name the schema registry, for example http://localhost:8081"
                    + " (SCHEMA_REGISTRY_URL)");
        }
        List<String> urls = Arrays.stream(value.replaceAll("[\\[\\]]", "").split(","))
                .map(url -> url.strip().replaceAll("/+$", ""))
                .filter(url -> !url.isEmpty())
                .toList();
        for (String url : urls) {
            if (!url.startsWith("http://") && !url.startsWith("https://")) {
                throw new ConfigException(URL, url, "must start with http:// or https://");
            }
        }
        return urls;
    }

    private static SubjectNames subjects(Map<String, ?> config, String name) {
        Object value = config.get(name);
        return value == null ? SubjectNames.TOPIC_NAME : SubjectNames.parse(name, value);
    }

    static @Nullable String text(Map<String, ?> config, String name) {
        Object value = config.get(name);
        if (value == null || value.toString().isBlank()) {
            return null;
        }
        return value instanceof Class<?> type
                ? type.getName()
                : value.toString().strip();
    }

    private static boolean flag(Map<String, ?> config, String name, boolean otherwise) {
        String value = text(config, name);
        if (value == null) {
            return otherwise;
        }
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new ConfigException(name, value, "must be true or false");
        }
        return Boolean.parseBoolean(value);
    }

    private static int number(Map<String, ?> config, String name, int otherwise) {
        String value = text(config, name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new ConfigException(name, value, "must be a whole number");
        }
    }
}
