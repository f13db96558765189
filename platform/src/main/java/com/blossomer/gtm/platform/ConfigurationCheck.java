package com.blossomer.gtm.platform;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.SystemPropertiesPropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.inject.BeanDefinition;
import io.micronaut.inject.BeanDefinitionReference;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses settings that nobody reads: a misspelt one would otherwise do nothing, silently. Environment variables, arguments
 * and given properties are looked at; the JVM's system properties are not, as tests keep flags of their own there.
 */
@Singleton
final class ConfigurationCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationCheck.class);
    private static final String OWN = "blossomer.";
    private static final Set<String> UNCHECKED = Set.of("contract", SystemPropertiesPropertySource.NAME);

    private final ApplicationContext context;

    ConfigurationCheck(ApplicationContext context) {
        this.context = context;
    }

    /**
     * @throws ConfigurationException naming every unknown setting, with the nearest known one
     */
    void run() {
        List<String> unknown = unknown(context.getEnvironment().getPropertySources(), KnownSettings.of(beans()));
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(String.join(" ", unknown));
        }
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

    private List<BeanDefinition<?>> beans() {
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
