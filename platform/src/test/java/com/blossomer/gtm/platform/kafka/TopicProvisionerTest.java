package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

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
        new TopicProvisioner(clients, List.of(extra)).provision();
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

    private TopicProvisioner provisioner() {
        return new TopicProvisioner(clients, List.of());
    }
}
