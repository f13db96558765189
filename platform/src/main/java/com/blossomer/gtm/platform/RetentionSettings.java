package com.blossomer.gtm.platform;

import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topic.Cleanup;
import com.blossomer.gtm.topics.Topic.Data;
import com.blossomer.gtm.topics.Topics;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For how long things are kept, in topics and tables alike. All services must be given the same: each brings the topics to
 * what it was told.
 *
 * @param campaigns requests, runs, assets, batches and replays
 * @param content what was read of sites
 * @param usage what providers were paid
 * @param topics by name, for topics whose age is not that of one of the above, and to keep others for longer
 */
@ConfigurationProperties("blossomer.retention")
public record RetentionSettings(
        @Bindable(defaultValue = "730d") Duration campaigns,
        @Bindable(defaultValue = "30d") Duration content,
        @Bindable(defaultValue = "365d") Duration usage,

        @Bindable(defaultValue = "") @MapFormat(transformation = MapFormat.MapTransformation.FLAT)
        Map<String, Duration> topics) {

    static final String TOPICS = "blossomer.retention.topics.";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(36_500);

    public static final RetentionSettings DEFAULT =
            new RetentionSettings(Duration.ofDays(730), Duration.ofDays(30), Duration.ofDays(365), Map.of());

    public RetentionSettings {
        topics = Map.copyOf(topics);
        check("campaigns", campaigns, DAY);
        check("content", content, DAY);
        check("usage", usage, DAY);
        for (var each : new TreeMap<>(topics).entrySet()) {
            check("topics." + each.getKey(), each.getValue(), Duration.ofMinutes(1));
            if (!each.getKey().equals(Topics.DEAD_LETTERS)) {
                checkTopic(topic(each.getKey()), each.getValue(), ages(campaigns, content, usage));
            }
        }
    }

    /** The setting of the broker's topic; empty where records go by key. */
    public Optional<Duration> of(Topic<?> topic) {
        Duration configured = topics.get(topic.name());
        return switch (topic.cleanup()) {
            case Cleanup.ByKey ignored -> Optional.empty();
            case Cleanup.After after -> Optional.of(configured == null ? after.age() : configured);
            case Cleanup.With with ->
                Optional.of(configured == null ? longest(with, ages(campaigns, content, usage)) : configured);
        };
    }

    public Duration deadLetters() {
        return topics.getOrDefault(Topics.DEAD_LETTERS, Topics.DEAD_LETTERS_RETENTION);
    }

    /** The topics that may be named. */
    static List<String> names() {
        return Stream.concat(Topics.all().stream().map(Topic::name), Stream.of(Topics.DEAD_LETTERS))
                .toList();
    }

    private static void check(String name, Duration age, Duration least) {
        if (age.compareTo(least) < 0 || age.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("blossomer.retention.%s must be from %s to %s, not %s"
                    .formatted(name, text(least), text(MOST), text(age)));
        }
    }

    private static Topic<?> topic(String name) {
        return Topics.all().stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(TOPICS + name + ": there is no topic " + name + "."
                        + Nearest.to(name, names())
                                .map(meant -> " Did you mean " + meant + "?")
                                .orElse(" There are " + String.join(", ", names()) + ".")));
    }

    private static void checkTopic(Topic<?> topic, Duration age, Map<Data, Duration> ages) {
        switch (topic.cleanup()) {
            case Cleanup.After ignored -> {
                // as is wished
            }
            case Cleanup.ByKey ignored ->
                throw new IllegalArgumentException(
                        TOPICS + topic.name()
                                + ": the topic keeps the last record of each key for ever, whatever its age. Remove the setting.");
            case Cleanup.With with -> {
                Duration least = longest(with, ages);
                if (age.compareTo(least) < 0) {
                    throw new IllegalArgumentException(
                            "%s%s must be at least %s, not %s: tables that keep so much are made of it. Lower %s instead."
                                    .formatted(TOPICS, topic.name(), text(least), text(age), settings(with)));
                }
            }
        }
    }

    private static Duration longest(Cleanup.With with, Map<Data, Duration> ages) {
        return with.data().stream()
                .map(data -> ages.getOrDefault(data, DAY))
                .max(Comparator.naturalOrder())
                .orElse(DAY);
    }

    private static String settings(Cleanup.With with) {
        return with.data().stream()
                .map(data -> "blossomer.retention." + data.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" and "));
    }

    private static Map<Data, Duration> ages(Duration campaigns, Duration content, Duration usage) {
        return Map.of(Data.CAMPAIGNS, campaigns, Data.CONTENT, content, Data.USAGE, usage);
    }

    /** As it is written in the configuration. */
    private static String text(Duration age) {
        return age.equals(Duration.ofDays(age.toDays())) && !age.isZero() ? age.toDays() + "d" : age.toSeconds() + "s";
    }
}
