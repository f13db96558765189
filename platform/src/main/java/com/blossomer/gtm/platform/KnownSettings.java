package com.blossomer.gtm.platform;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.type.Argument;
import io.micronaut.inject.BeanDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The {@code blossomer.*} properties that some bean reads.
 *
 * @param names such as {@code blossomer.fetch.page-timeout}; a part that may be any name is {@code *}
 * @param types what those of them that a parameter takes must be
 * @param prefixes of properties with free names, such as {@code blossomer.kafka.client.}
 */
record KnownSettings(Set<String> names, Map<String, Argument<?>> types, Set<String> prefixes) {

    private static final String OWN = "blossomer.";

    /** Held to the beans of all services by a test of the whole system. */
    private static final String ALL = "/settings-of-all-services.txt";

    /** What is switched off by its role is not among the beans, so what roles there are cannot be read off them. */
    private static final String ROLES = "blossomer.roles.";

    /** Read off the beans: whatever a constructor, a method or a field takes, and whatever a bean depends on. */
    static KnownSettings of(Collection<? extends BeanDefinition<?>> beans) {
        KnownSettings known = new KnownSettings(new TreeSet<>(), new TreeMap<>(), new TreeSet<>(Set.of(ROLES)));
        for (BeanDefinition<?> bean : beans) {
            known.addRequirements(bean.getAnnotationMetadata());
            for (Argument<?> argument : bean.getConstructor().getArguments()) {
                known.add(argument.getAnnotationMetadata(), argument);
            }
            bean.getInjectedMethods().forEach(method -> {
                known.add(method.getAnnotationMetadata(), Argument.OBJECT_ARGUMENT);
                for (Argument<?> argument : method.getArguments()) {
                    known.add(argument.getAnnotationMetadata(), argument);
                }
            });
            bean.getInjectedFields().forEach(field -> known.add(field.getAnnotationMetadata(), field.asArgument()));
        }
        return known;
    }

    /** Adds the names that other services read. Of what type they are only those know. */
    void addAllServices() {
        try (InputStream file = KnownSettings.class.getResourceAsStream(ALL)) {
            new String(Objects.requireNonNull(file, ALL).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> (line.endsWith(".") ? prefixes : names).add(line));
        } catch (IOException e) {
            throw new UncheckedIOException(ALL, e);
        }
    }

    /** The lines of {@link #ALL}: names, and prefixes with their dot. */
    List<String> lines() {
        Set<String> lines = new TreeSet<>(names);
        lines.addAll(prefixes);
        return List.copyOf(lines);
    }

    private void addRequirements(AnnotationMetadata metadata) {
        metadata.getAnnotationValuesByType(Requires.class)
                .forEach(requires -> requires.stringValue("property")
                        .filter(name -> name.startsWith(OWN))
                        .ifPresent(names::add));
    }

    private void add(AnnotationMetadata metadata, Argument<?> type) {
        metadata.getAnnotationValuesByType(Property.class)
                .forEach(property -> property.stringValue("name")
                        .filter(name -> name.startsWith(OWN))
                        .ifPresent(name -> {
                            if (Map.class.isAssignableFrom(type.getType())) {
                                prefixes.add(name + ".");
                            } else {
                                names.add(name);
                                types.put(name, type);
                            }
                        }));
    }

    /** Whether {@code blossomer.…}, in kebab or camel case, is read by anybody. */
    boolean knowsProperty(String property) {
        String plain = plain(property);
        return names.stream().anyMatch(name -> matches(plain(name), plain, "[^.]+"))
                || prefixes.stream().anyMatch(prefix -> plain.startsWith(plain(prefix)));
    }

    /** Whether {@code BLOSSOMER_…} stands for a property that is read by anybody. */
    boolean knowsVariable(String variable) {
        return names.stream().anyMatch(name -> matches(variable(name), variable, "[A-Z0-9_]+"))
                || prefixes.stream().anyMatch(prefix -> variable.startsWith(variable(prefix)));
    }

    /** The name that was perhaps meant; none when nothing is near. */
    Optional<String> nearestProperty(String property) {
        return Nearest.to(property, names);
    }

    Optional<String> nearestVariable(String variable) {
        Set<String> candidates = new TreeSet<>(ServiceEnvironment.contract());
        names.forEach(name -> candidates.add(variable(name)));
        return Nearest.to(variable, candidates);
    }

    private static boolean matches(String name, String given, String any) {
        int star = name.indexOf('*');
        return star < 0
                ? name.equals(given)
                : given.matches(Pattern.quote(name.substring(0, star)) + any + Pattern.quote(name.substring(star + 1)));
    }

    private static String plain(String property) {
        return property.toLowerCase(Locale.ROOT).replace("-", "").replaceAll("\\[\\d+]", "");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
