package com.blossomer.gtm.platform.kafka;

import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.topics.Topics;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that are missing, brings the others to what is configured, and returns once every partition has a leader that answers. Until then no producer
 * must start: an idempotent one can get stuck on a partition whose log is not there yet.
 */
@Singleton
public final class TopicProvisioner {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** How long a broker may be silent before it is said that we wait for it. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(3);

    private final KafkaClients clients;
    private final List<ExtraTopics> extra;
    private final RetentionSettings retention;

    public TopicProvisioner(KafkaClients clients, List<ExtraTopics> extra, RetentionSettings retention) {
        this.clients = clients;
        this.extra = extra;
        this.retention = retention;
    }

    /**
     * All of {@code Topics}, the dead letters and what the {@link ExtraTopics} name.
     *
     * @throws IllegalStateException when a topic exists with another number of partitions
     * @throws KafkaException when the broker does not answer within a minute
     */
    public void provision() {
        provision(wanted());
    }

    /** Exactly these topics. */
    public void provision(Collection<NewTopic> wanted) {
        try (Admin admin = clients.admin()) {
            awaitBroker(admin);
            create(admin, wanted);
            awaitLeaders(admin, wanted);
            TopicConfigs.bring(admin, wanted);
        }
    }

    private List<NewTopic> wanted() {
        KafkaSettings settings = clients.settings();
        List<NewTopic> topics = new ArrayList<>();
        Topics.all()
                .forEach(topic ->
                        topics.add(new NewTopic(topic.name(), settings.sitePartitions(), settings.replicationFactor())
                                .configs(cleanup(retention.of(topic)))));
        topics.add(new NewTopic(Topics.DEAD_LETTERS, 1, settings.replicationFactor())
                .configs(cleanup(Optional.of(retention.deadLetters()))));
        extra.forEach(more -> topics.addAll(more.topics(settings)));
        return topics;
    }

    /** @param age at which records go; empty where they go by key */
    private static Map<String, String> cleanup(Optional<Duration> age) {
        return age.map(kept -> Map.of("cleanup.policy", "delete", "retention.ms", Long.toString(kept.toMillis())))
                .orElse(Map.of("cleanup.policy", "compact"));
    }

    /** A broker that starts beside us may take longer than we do. */
    private void awaitBroker(Admin admin) {
        String servers = clients.settings().bootstrapServers();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                get(admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) SIGN_OF_LIFE.toMillis()))
                        .clusterId());
                return;
            } catch (KafkaException e) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException(
                            "Kafka at " + servers
                                    + " does not answer. Is it running, and is KAFKA_BOOTSTRAP_SERVERS right?",
                            e);
                }
                LOG.atWarn().addKeyValue("bootstrap_servers", servers).log("waiting for Kafka");
                pause();
            }
        }
    }

    private static void create(Admin admin, Collection<NewTopic> wanted) {
        Map<String, NewTopic> missing = new LinkedHashMap<>();
        Map<String, KafkaFuture<TopicDescription>> existing = admin.describeTopics(
                        wanted.stream().map(NewTopic::name).toList())
                .topicNameValues();
        for (NewTopic topic : wanted) {
            KafkaFuture<TopicDescription> description = existing.get(topic.name());
            if (description == null) {
                throw new IllegalStateException("the broker said nothing of " + topic.name());
            }
            try {
                checkPartitions(topic, get(description));
            } catch (UnknownTopicOrPartitionException e) {
                missing.put(topic.name(), topic);
            }
        }
        admin.createTopics(missing.values()).values().forEach((name, created) -> {
            try {
                get(created);
                LOG.atInfo().addKeyValue("topic", name).log("topic created");
            } catch (TopicExistsException e) {
                LOG.atDebug().addKeyValue("topic", name).log("topic was created by another process");
            }
        });
    }

    private static void checkPartitions(NewTopic wanted, TopicDescription found) {
        if (found.partitions().size() != wanted.numPartitions()) {
            throw new IllegalStateException(
                    "Topic %s has %d partitions, but %d are configured (blossomer.kafka.site-partitions). All about a site must stay in one partition, so the number cannot change once there is data: configure %d, or start with new topics."
                            .formatted(
                                    wanted.name(),
                                    found.partitions().size(),
                                    wanted.numPartitions(),
                                    found.partitions().size()));
        }
    }

    private static void awaitLeaders(Admin admin, Collection<NewTopic> wanted) {
        Map<TopicPartition, OffsetSpec> latest = new LinkedHashMap<>();
        for (NewTopic topic : wanted) {
            for (int partition = 0; partition < topic.numPartitions(); partition++) {
                latest.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                get(admin.listOffsets(latest).all());
                return;
            } catch (KafkaException e) {
                if (System.nanoTime() > deadline) {
                    throw new KafkaException("topics were created, but their partitions do not answer", e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("the broker did not answer within " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
