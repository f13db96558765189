package com.blossomer.gtm.pipeline;

import static com.blossomer.gtm.pipeline.World.CATALOG;
import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.catalog.ModelPlan;
import com.blossomer.gtm.catalog.PromptLibrary;
import com.blossomer.gtm.cost.Prices;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.ContentTask;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.PromptTask;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.topics.Topic;
import com.blossomer.gtm.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteTopologyTest {

    private final Topology topology = SiteTopology.build(
            new SitePipeline(
                    PromptLibrary.builtIn(CATALOG),
                    ModelPlan.of(List.of(ModelPlan.OFFLINE)),
                    Prices.parse(""),
                    World.settings()),
            BinaryAvroSerde::new,
            Duration.ofHours(25));

    private TopologyTestDriver driver;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(topology, properties, World.START);
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /**
     * The committed text is what runs in production. A renamed store loses its changelog and with it every answer that
     * was paid for; a new repartition topic breaks the order of a site's events; so a difference wants a migration.
     */
    @Test
    void the_topology_is_the_one_that_was_agreed() throws IOException {
        if (Boolean.getBoolean("blossomer.record")) {
            Files.writeString(
                    Path.of("src/test/resources/topology.txt"),
                    topology.describe().toString());
        }
        assertThat(topology.describe().toString())
                .isEqualTo(Files.readString(Path.of("src/test/resources/topology.txt")));
    }

    @Test
    void a_campaign_goes_through_the_topics_to_its_end() {
        TestInputTopic<String, CampaignCommand> commands = input(Topics.CAMPAIGN_COMMANDS);
        commands.pipeInput(World.SITE, command("c1", Lane.INTERACTIVE));
        ContentTask page = output(Topics.CONTENT_TASKS).readValue();
        input(Topics.CONTENT_RESULTS).pipeInput(World.SITE, ((SiteEvent.ContentAnswered) World.read(page)).result());
        PromptTask prompt = output(Topics.PROMPT_TASKS_INTERACTIVE).readValue();
        input(Topics.PROMPT_RESULTS).pipeInput(World.SITE, ((SiteEvent.PromptAnswered) World.answer(prompt)).result());

        List<Object> bodies = output(Topics.CAMPAIGN_EVENTS).readValuesToList().stream()
                .map(CampaignEvent::getBody)
                .toList();
        assertThat(bodies).hasSize(4);
        assertThat(bodies.getLast()).isInstanceOf(RunFinished.class);
    }

    @Test
    void a_batch_takes_its_own_lane() {
        input(Topics.CAMPAIGN_COMMANDS).pipeInput(World.SITE, command("c1", Lane.BATCH));
        ContentTask page = output(Topics.CONTENT_TASKS).readValue();
        input(Topics.CONTENT_RESULTS).pipeInput(World.SITE, ((SiteEvent.ContentAnswered) World.read(page)).result());
        assertThat(output(Topics.PROMPT_TASKS_BATCH).getQueueSize()).isEqualTo(1);
        assertThat(output(Topics.PROMPT_TASKS_INTERACTIVE).isEmpty()).isTrue();
    }

    @Test
    void what_is_sent_carries_cloud_event_headers() {
        input(Topics.CAMPAIGN_COMMANDS).pipeInput(World.SITE, command("c1", Lane.INTERACTIVE));
        var headers = output(Topics.CAMPAIGN_EVENTS).readRecord().headers();
        for (String name : List.of("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time")) {
            assertThat(headers.lastHeader(name)).as(name).isNotNull();
        }
    }

    @Test
    void the_clock_fails_what_stands_still_and_forgets_what_is_over() {
        input(Topics.CAMPAIGN_COMMANDS).pipeInput(World.SITE, command("c1", Lane.INTERACTIVE));
        driver.advanceWallClockTime(Duration.ofMinutes(11));
        assertThat(output(Topics.CAMPAIGN_EVENTS).readValuesToList().getLast().getBody())
                .isInstanceOf(RunFinished.class);
        assertThat(driver.getKeyValueStore(SiteTopology.RUNS).all().hasNext()).isTrue();
        driver.advanceWallClockTime(Duration.ofDays(31));
        assertThat(driver.getKeyValueStore(SiteTopology.RUNS).all().hasNext()).isFalse();
    }

    private static CampaignCommand command(String campaign, Lane lane) {
        StartRun start = StartRun.newBuilder(World.request(Map.of(), null, "overview"))
                .setLane(lane)
                .build();
        return ((SiteEvent.Commanded) World.command(campaign, start)).command();
    }

    private <V extends SpecificRecord> TestInputTopic<String, V> input(Topic<V> topic) {
        return driver.createInputTopic(
                topic.name(), new StringSerializer(), new BinaryAvroSerde<>(topic.type()).serializer());
    }

    private <V extends SpecificRecord> TestOutputTopic<String, V> output(Topic<V> topic) {
        return driver.createOutputTopic(
                topic.name(), new StringDeserializer(), new BinaryAvroSerde<>(topic.type()).deserializer());
    }
}
