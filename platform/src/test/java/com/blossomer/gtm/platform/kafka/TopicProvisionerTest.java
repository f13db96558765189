package com.blossomer.gtm.platform.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("configuration of all topics")
class TopicProvisionerTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();

    private final KafkaClients clients = new KafkaClients(
            new KafkaSettings(BACKENDS.bootstrapServers(), BACKENDS.registryUrl(), 4, (short) 1, Map.of()));
    private final String name = "provisioned-" + UUID.randomUUID();

    @Test
    void a_topic_made_now_takes_records_at_once_and_keeps_its_settings() throws Exception {
        NewTopic topic = new NewTopic(name, 3, (short) 1).configs(Map.of("cleanup.policy", "compact"));
        provisioner().provision(List.of(topic));
        try (Producer<String, byte[]> producer = clients.bytesProducer("test")) {
            for (int partition = 0; partition < 3; partition++) {
                assertThat(producer.send(new ProducerRecord<>(name, partition, "k", new byte[1]))
                                .get()
                                .offset())
                        .isZero();
            }
        }
        provisioner().provision(List.of(topic));
    }

    @Test
    void a_topic_with_another_number_of_partitions_is_refused_with_both_numbers() {
        provisioner().provision(List.of(new NewTopic(name, 2, (short) 1)));
        assertThatThrownBy(() -> provisioner().provision(List.of(new NewTopic(name, 5, (short) 1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("has 2 partitions")
                .hasMessageContaining("5 are configured");
    }

    @Test
    void all_topics_of_the_catalogue_the_dead_letters_and_the_extra_ones_are_made() throws Exception {
        ExtraTopics extra = settings -> List.of(new NewTopic(name, settings.sitePartitions(), (short) 1));
        new TopicProvisioner(clients, List.of(extra), RetentionSettings.DEFAULT).provision();
        try (Admin admin = clients.admin()) {
            var made = admin.listTopics().names().get();
            assertThat(made).contains(name, Topics.DEAD_LETTERS);
            Topics.all().forEach(topic -> assertThat(made).contains(topic.name()));
            assertThat(admin.describeTopics(List.of(name)).allTopicNames().get())
                    .hasEntrySatisfying(
                            name,
                            description -> assertThat(description.partitions()).hasSize(4));
        }
    }

    @Test
    void a_topic_that_exists_is_brought_to_what_is_configured_and_keeps_what_is_not() throws Exception {
        provisioner()
                .provision(List.of(new NewTopic(name, 1, (short) 1)
                        .configs(Map.of(
                                "cleanup.policy", "compact", "retention.ms", "1000", "segment.bytes", "2097152"))));

        provisioner()
                .provision(List.of(new NewTopic(name, 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "delete", "retention.ms", "86400000"))));

        await().untilAsserted(() -> {
            assertThat(config(name, "cleanup.policy")).isEqualTo("delete");
            assertThat(config(name, "retention.ms")).isEqualTo("86400000");
            assertThat(config(name, "segment.bytes")).isEqualTo("2097152");
        });
    }

    @Test
    void topics_follow_the_configured_retention() throws Exception {
        provisioner().provision();
        try {
            new TopicProvisioner(
                            clients,
                            List.of(),
                            new RetentionSettings(
                                    Duration.ofDays(800),
                                    Duration.ofDays(31),
                                    Duration.ofDays(900),
                                    Map.of(Topics.DEAD_LETTERS, Duration.ofDays(91))))
                    .provision();

            awaitRetention(Topics.CAMPAIGN_COMMANDS.name(), 800);
            awaitRetention(Topics.CAMPAIGN_EVENTS.name(), 900);
            awaitRetention(Topics.CONTENT_RESULTS.name(), 31);
            awaitRetention(Topics.CONTENT_TASKS.name(), 7);
            awaitRetention(Topics.DEAD_LETTERS, 91);
        } finally {
            provisioner().provision();
        }
        awaitRetention(Topics.CAMPAIGN_EVENTS.name(), 730);
    }

    /** A broker describes what it was told a moment later. */
    private void awaitRetention(String topic, int days) {
        await().untilAsserted(() -> assertThat(Duration.ofMillis(Long.parseLong(config(topic, "retention.ms"))))
                .isEqualTo(Duration.ofDays(days)));
    }

    private String config(String topic, String setting) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = clients.admin()) {
            Config config = requireNonNull(
                    admin.describeConfigs(List.of(resource)).all().get().get(resource));
            return requireNonNull(config.get(setting)).value();
        }
    }

    private TopicProvisioner provisioner() {
        return new TopicProvisioner(clients, List.of(), RetentionSettings.DEFAULT);
    }
}
