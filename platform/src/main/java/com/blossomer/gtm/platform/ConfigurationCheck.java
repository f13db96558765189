package com.blossomer.gtm.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.convert.ConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.core.value.PropertyResolver;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.BeanDefinitionReference;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses settings that no service reads, and those that are not what they must be: a misspelt one would otherwise do nothing,
 * silently, and so would {@code many} where a number is meant, as the default would stand in. For unknown names environment
 * variables, arguments and given properties are looked at; the JVM's system properties are not, as tests keep flags of
 * their own there.
 */
@Singleton
final class ConfigurationCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
    private static final String OWN = "blossomer.";
    private static final String PORT = "micronaut.server.port";
    private static final Set<String> UNCHECKED = Set.of("contract", SystemPropertiesPropertySource.NAME);

    private final ApplicationContext context;

    ConfigurationCheck(ApplicationContext context) {
        this.context = context;
    }

    /**
     * @throws ConfigurationException naming every wrong setting, and what was perhaps meant
     */
    void run() {
        KnownSettings known = KnownSettings.of(beans(context));
        known.addAllServices();
        List<String> wrong = new ArrayList<>(unknown(context.getEnvironment().getPropertySources(), known));
        wrong.addAll(unreadable(context.getEnvironment(), known));
        if (!wrong.isEmpty()) {
            throw new ConfigurationException(String.join(" ", wrong));
        }
    }

    static List<String> unreadable(PropertyResolver settings, KnownSettings known) {
        Map<String, Argument<?>> types = new TreeMap<>();
        known.types().forEach((name, type) -> named(name, settings).forEach(each -> types.put(each, type)));
        types.put(PORT, Argument.INT);
        List<String> unreadable = new ArrayList<>();
        types.forEach((name, type) -> {
            if (settings.containsProperty(name)
                    && settings.getProperty(name, ConversionContext.of(type)).isEmpty()
                    && !settings.getProperty(name, String.class).orElse("").isBlank()) {
                unreadable.add("%s must be %s, not '%s'."
                        .formatted(
                                ServiceEnvironment.variable(name),
                                kind(type.getType()),
                                settings.getProperty(name, String.class).orElse("")));
            }
        });
        return unreadable;
    }

    /** The name itself, or with every name that is set in place of its {@code *}. */
    private static List<String> named(String name, PropertyResolver settings) {
        int star = name.indexOf(".*");
        return star < 0
                ? List.of(name)
                : settings.getPropertyEntries(name.substring(0, star)).stream()
                        .map(each -> name.substring(0, star + 1) + each + name.substring(star + 2))
                        .toList();
    }

    private static String kind(Class<?> type) {
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == Duration.class) {
            return "a time such as 200ms, 30s or 10m";
        }
        return type == boolean.class || type == Boolean.class ? "true or false" : "a " + type.getSimpleName();
    }

    static List<String> unknown(Iterable<PropertySource> sources, KnownSettings known) {
        List<String> unknown = new ArrayList<>();
        for (PropertySource source : sources) {
            for (String name : source) {
                if (source.getName().equals(ServiceEnvironment.VARIABLES)) {
                    if (!known.knowsVariable(name)) {
                        unknown.add(complaint("environment variable", name, known.nearestVariable(name)));
                    }
                } else if (name.startsWith(OWN)
                        && !UNCHECKED.contains(source.getName())
                        && !known.knowsProperty(name)) {
                    unknown.add(complaint("property", name, known.nearestProperty(name)));
                }
            }
        }
        return unknown;
    }

    private static String complaint(String kind, String name, Optional<String> nearest) {
        return "Unknown " + kind + " " + name + "."
                + nearest.map(meant -> " Did you mean " + meant + "?").orElse(" Remove it.");
    }

    /** All of ours that are on the class path. */
    static List<BeanDefinition<?>> beans(ApplicationContext context) {
        List<BeanDefinition<?>> beans = new ArrayList<>();
        for (BeanDefinitionReference<?> reference : context.getBeanDefinitionReferences()) {
            if (reference.getBeanDefinitionName().startsWith("com.blossomer.")) {
                try {
                    beans.add(reference.load(context));
                } catch (RuntimeException | LinkageError e) {
                    LOG.atDebug()
                            .addKeyValue("bean", reference.getName())
                            .setCause(e)
                            .log("not on this class path");
                }
            }
        }
        return beans;
    }
}
