package com.blossomer.gtm.platform.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.blossomer.gtm.embedded.EmbeddedBackends;
import com.blossomer.gtm.embedded.TroubledRegistry;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.platform.RetentionSettings;
import com.blossomer.gtm.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("configuration of all topics")
class EventTailTest {

    private static final EmbeddedBackends BACKENDS = EmbeddedBackends.shared();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final KafkaClients clients = new KafkaClients(
            new KafkaSettings(BACKENDS.bootstrapServers(), BACKENDS.registryUrl(), 4, (short) 1, Map.of()));
    private final EventTail tail = new EventTail(clients);
    private final String campaign = "cmp_" + UUID.randomUUID();
    private final List<Integer> runs = new CopyOnWriteArrayList<>();
    private Producer<String, SpecificRecord> producer;

    @BeforeEach
    void start() {
        new TopicProvisioner(clients, List.of(), RetentionSettings.DEFAULT).provision();
        producer = clients.producer("test");
    }

    @AfterEach
    void stop() {
        tail.stop();
        producer.close();
    }

    @Test
    void only_what_comes_after_the_start_and_of_the_campaign_is_heard() throws Exception {
        send(campaign, 1);
        tail.start();
        tail.subscribe(campaign, event -> runs.add(event.getRun()));
        send("cmp_other", 2);
        send(campaign, 3);
        await().atMost(SOON).untilAsserted(() -> assertThat(runs).containsExactly(3));
        assertThat(tail.health().up()).isTrue();
    }

    @Test
    void a_poison_event_and_a_listener_that_throws_do_not_end_it() throws Exception {
        tail.start();
        tail.subscribe(campaign, event -> {
            runs.add(event.getRun());
            throw new IllegalStateException("a listener's bug");
        });
        try (Producer<String, byte[]> raw = clients.bytesProducer("poison")) {
            raw.send(new ProducerRecord<>(
                            Topics.CAMPAIGN_EVENTS.name(), campaign, "poison".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        send(campaign, 1);
        send(campaign, 2);
        await().atMost(SOON).untilAsserted(() -> assertThat(runs).containsExactly(1, 2));
    }

    @Test
    void an_event_is_not_lost_to_a_registry_that_is_ill() throws Exception {
        try (TroubledRegistry registry = TroubledRegistry.before(BACKENDS.registryUrl())) {
            registry.trouble(401, "{\"error_code\":40101,\"message\":\"Unauthorized\"}", "*");
            EventTail patient = new EventTail(new KafkaClients(new KafkaSettings(
                    BACKENDS.bootstrapServers(), registry.url(), 4, (short) 1, Map.of("max.retries", "0"))));
            patient.start();
            patient.subscribe(campaign, event -> runs.add(event.getRun()));
            send(campaign, 1);
            send(campaign, 2);
            await().atMost(SOON).until(() -> registry.refused() >= 2);
            assertThat(patient.health().up()).isFalse();
            assertThat(runs).isEmpty();
            registry.recover();
            await().atMost(SOON).untilAsserted(() -> assertThat(runs).containsExactly(1, 2));
            await().atMost(SOON).until(() -> patient.health().up());
            patient.stop();
        }
    }

    @Test
    void who_has_unsubscribed_hears_no_more_and_the_others_do() throws Exception {
        tail.start();
        List<Integer> others = new CopyOnWriteArrayList<>();
        EventTail.Subscription mine = tail.subscribe(campaign, event -> runs.add(event.getRun()));
        tail.subscribe(campaign, event -> others.add(event.getRun()));
        send(campaign, 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(runs).containsExactly(1));
        mine.close();
        send(campaign, 2);
        await().atMost(SOON).untilAsserted(() -> assertThat(others).containsExactly(1, 2));
        assertThat(runs).containsExactly(1);
    }

    @Test
    void stopping_what_never_started_is_harmless_and_it_is_then_not_up() {
        tail.stop();
        assertThat(tail.health().up()).isFalse();
    }

    private void send(String campaignId, int run) throws Exception {
        CampaignEvent event = CampaignEvent.newBuilder()
                .setTenant("default")
                .setCampaignId(campaignId)
                .setRun(run)
                .setSite("example.com")
                .setOccurredAt(Instant.EPOCH)
                .setTraceId("0".repeat(31) + "1")
                .setBody(RunFinished.newBuilder().setStatus(RunStatus.COMPLETED).build())
                .build();
        producer.send(Events.record(Topics.CAMPAIGN_EVENTS, campaignId, event)).get();
    }
}
