package com.blossomer.gtm.ingress;

import com.blossomer.gtm.catalog.AssetType;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.CampaignEvent;
import com.blossomer.gtm.events.Provenance;
import com.blossomer.gtm.events.RunFinished;
import com.blossomer.gtm.events.RunStarted;
import com.blossomer.gtm.events.RunStatus;
import com.blossomer.gtm.events.StageCompleted;
import com.blossomer.gtm.events.StageFailed;
import com.blossomer.gtm.events.StageFailure;
import com.blossomer.gtm.events.StartRun;
import com.blossomer.gtm.platform.kafka.Events;
import com.blossomer.gtm.platform.kafka.KafkaClients;
import com.blossomer.gtm.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Stands for the pipeline on the real topics: answers commands with events as the pipeline would. What comes of a run is in
 * its host name: {@code thin…} has too little text, {@code refused…} is refused by the model, {@code partial…} makes only the
 * first asset, {@code silent…} never ends, all others succeed.
 */
final class FakePipeline implements AutoCloseable {

    private final List<ConsumerRecord<byte[], byte[]>> records = new CopyOnWriteArrayList<>();
    private final List<CampaignCommand> commands = new CopyOnWriteArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<String, SpecificRecord> producer;
    private final KafkaClients kafka;
    private final Thread thread;

    FakePipeline(KafkaClients kafka) {
        this.kafka = kafka;
        this.consumer = kafka.consumer("fake-" + UUID.randomUUID(), Map.of());
        this.producer = kafka.producer("fake-pipeline");
        consumer.subscribe(List.of(Topics.CAMPAIGN_COMMANDS.name()));
        this.thread = Thread.ofPlatform().name("fake-pipeline").start(this::run);
    }

    /** Every command that was stored for a site, repeated ones too. */
    List<CampaignCommand> commands(String site) {
        return commands.stream()
                .filter(command -> command.getSite().equals(site))
                .toList();
    }

    /** The commands' records as they lie on the topic. */
    List<ConsumerRecord<byte[], byte[]>> records(String key) {
        return records.stream()
                .filter(record -> new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).equals(key))
                .toList();
    }

    private void run() {
        var reader = kafka.serde(CampaignCommand.class).deserializer();
        try (consumer;
                producer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    CampaignCommand command = reader.deserialize(record.topic(), record.value());
                    records.add(record);
                    commands.add(command);
                    if (known.add(command.getCampaignId())) {
                        events((StartRun) command.getBody()).forEach(event -> send(command, event));
                    }
                }
            }
        } catch (WakeupException e) {
            // closed
        }
    }

    private static List<SpecificRecord> events(StartRun run) {
        String url = run.getWebsiteUrl();
        List<String> stages = new ArrayList<>(run.getAssets());
        stages.addFirst(AssetType.CONTENT);
        List<SpecificRecord> events = new ArrayList<>();
        if (url.startsWith("silent")) {
            return events;
        }
        events.add(new RunStarted(url, run.getAssets(), stages, run.getLane(), Map.of(), null));
        if (url.startsWith("thin")) {
            return failed(events, AssetType.CONTENT, "insufficient_content", RunStatus.FAILED);
        }
        events.add(completed(AssetType.CONTENT));
        if (url.startsWith("refused")) {
            return failed(events, run.getAssets().getFirst(), "model_refused", RunStatus.FAILED);
        }
        if (url.startsWith("partial")) {
            events.add(completed(run.getAssets().getFirst()));
            return failed(events, run.getAssets().getLast(), "invalid_output", RunStatus.PARTIAL);
        }
        run.getAssets().forEach(asset -> events.add(completed(asset)));
        events.add(new RunFinished(RunStatus.COMPLETED, null, null));
        return events;
    }

    private static List<SpecificRecord> failed(
            List<SpecificRecord> events, String stage, String reason, RunStatus status) {
        StageFailure failure = new StageFailure(reason, "Because of " + reason);
        events.add(new StageFailed(stage, failure));
        events.add(new RunFinished(status, stage, failure));
        return events;
    }

    private static StageCompleted completed(String stage) {
        Provenance provenance = Provenance.newBuilder()
                .setSource(stage.equals(AssetType.CONTENT) ? "web" : "model")
                .setModel("stub-1")
                .setInputTokens(10)
                .setOutputTokens(20)
                .setCostNanoUsd(1_500_000)
                .setAnsweredAt(Instant.ofEpochMilli(1_700_000_000_000L))
                .build();
        return new StageCompleted(stage, "{\"made\":\"" + stage + "\"}", provenance);
    }

    private void send(CampaignCommand command, SpecificRecord body) {
        CampaignEvent event = CampaignEvent.newBuilder()
                .setTenant(command.getTenant())
                .setCampaignId(command.getCampaignId())
                .setRun(command.getRun())
                .setSite(command.getSite())
                .setBatchId(((StartRun) command.getBody()).getBatchId())
                .setOccurredAt(Instant.ofEpochMilli(1_700_000_001_000L))
                .setTraceId(command.getTraceId())
                .setBody(body)
                .build();
        var sent = producer.send(Events.record(Topics.CAMPAIGN_EVENTS, command.getSite(), event));
        if (sent.isCancelled()) {
            throw new IllegalStateException("not sent");
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
