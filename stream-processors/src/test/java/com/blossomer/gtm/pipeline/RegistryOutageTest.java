package com.blossomer.gtm.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.embedded.TroubledRegistry;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.platform.kafka.KafkaSettings;
import com.blossomer.gtm.platform.kafka.TopicProvisioner;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream threads against a real broker, and a registry that is ill for a while. */
class RegistryOutageTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final KafkaClients healthy = clients(BACKENDS.registryUrl());
    private final TroubledRegistry registry = TroubledRegistry.before(BACKENDS.registryUrl());
    private final String site = UUID.randomUUID() + ".example";
    private final CampaignCommand command = command(site);

    @TempDir
    private Path stateDir;

    private SiteStreams streams;

    @BeforeEach
    void start() {
        PipelineSettings plain = World.settings();
        PipelineSettings settings = new PipelineSettings(
                "outage-" + site,
                1,
                plain.commitInterval(),
                stateDir.toString(),
                plain.contentMaxAge(),
                plain.failureMaxAge(),
                plain.interactiveDeadline(),
                plain.batchDeadline(),
                plain.finishedRetention(),
                plain.resumableRetention());
        new TopicProvisioner(healthy, List.of(new PipelineFactory().changelogs(settings)), RetentionSettings.DEFAULT)
                .provision();
        streams = new SiteStreams(
                clients(registry.url()),
                settings,
                new SitePipeline(
                        PromptLibrary.builtIn(World.CATALOG),
                        ModelPlan.of(List.of(ModelPlan.OFFLINE)),
                        Prices.parse(""),
                        settings));
        streams.start();
    }

    @AfterEach
    void stop() {
        streams.stop();
        registry.close();
    }

    @Test
    void commands_wait_for_a_registry_that_cannot_be_asked() throws Exception {
        registry.trouble(503, "no healthy upstream", "*");
        runThroughTrouble();
    }

    @Test
    void what_cannot_be_written_for_want_of_the_registry_is_undone_and_written_later() throws Exception {
        registry.trouble(401, "{\"error_code\":40101,\"message\":\"Unauthorized\"}", "POST");
        runThroughTrouble();
    }

    @Test
    void poison_still_goes_to_the_dead_letters() throws Exception {
        try (Producer<String, byte[]> producer = healthy.bytesProducer("poison")) {
            producer.send(new ProducerRecord<>(Topics.CAMPAIGN_COMMANDS.name(), site, "poison".getBytes(UTF_8)))
                    .get();
        }
        send();
        soon().untilAsserted(() -> assertThat(read(Topics.CONTENT_TASKS)).hasSize(1));
        soon().untilAsserted(() -> assertThat(values(Topics.DEAD_LETTERS)).hasSize(1));
    }

    private void runThroughTrouble() throws Exception {
        send();
        soon().until(() -> registry.refused() >= 1);
        assertThat(values(Topics.CONTENT_TASKS.name())).isEmpty();
        registry.recover();
        soon().untilAsserted(() -> assertThat(read(Topics.CONTENT_TASKS)).hasSize(1));
        assertThat(read(Topics.CAMPAIGN_EVENTS))
                .singleElement()
                .satisfies(event -> assertThat(event.getCampaignId()).isEqualTo(command.getCampaignId()));
        assertThat(values(Topics.DEAD_LETTERS)).isEmpty();
        soon().until(() -> streams.health().up());
    }

    /** Stream threads end with an exception here, as they should. */
    private static ConditionFactory soon() {
        return await().dontCatchUncaughtExceptions().atMost(SOON);
    }

    private void send() throws Exception {
        try (Producer<String, SpecificRecord> producer = healthy.producer("outage")) {
            producer.send(Events.record(Topics.CAMPAIGN_COMMANDS, site, command))
                    .get();
        }
    }

    private static CampaignCommand command(String site) {
        CampaignCommand any = ((SiteEvent.Commanded) World.start("c-" + site, "overview")).command();
        return CampaignCommand.newBuilder(any).setSite(site).build();
    }

    private <V extends SpecificRecord> List<V> read(Topic<V> topic) {
        return values(topic.name()).stream()
                .map(bytes -> healthy.serde(topic.type()).deserializer().deserialize(topic.name(), bytes))
                .toList();
    }

    /** Committed values of this test's site. */
    private List<byte[]> values(String topic) {
        try (var consumer = healthy.tail("outage-reader", Map.of())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            List<byte[]> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (site.equals(new String(record.key(), UTF_8))) {
                        values.add(record.value());
                    }
                }
            }
            return values;
        }
    }

    /** A thread that failed keeps its place in the group for a session's time, which the broker wants to be 6 s. */
    private static KafkaClients clients(String registryUrl) {
        return new KafkaClients(new KafkaSettings(
                BACKENDS.bootstrapServers(),
                registryUrl,
                1,
                (short) 1,
                Map.of("max.retries", "0", "main.consumer.session.timeout.ms", "6000")));
    }
}
