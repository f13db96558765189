package com.blossomer.gtm.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.blossomer.gtm.avro.AvroSerde;
import com.blossomer.gtm.events.CampaignCommand;
import com.blossomer.gtm.events.Lane;
import com.blossomer.gtm.events.StartRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AvroOverKafkaTest {

    @Test
    void a_command_comes_back_as_it_was() {
        AvroSerde<CampaignCommand> serde =
                AvroSerde.of(CampaignCommand.class, EmbeddedBackends.shared().kafkaConfig());
        StartRun run = StartRun.newBuilder()
                .setWebsiteUrl("https://example.com/")
                .setAssets(List.of("icp", "email"))
                .setLane(Lane.BATCH)
                .setUserContext("Größe ≠ Wert")
                .setGivenAssets(Map.of("overview", "{}"))
                .build();
        CampaignCommand command = CampaignCommand.newBuilder()
                .setTenant("default")
                .setCampaignId("cmp_1")
                .setRun(1)
                .setSite("example.com")
                .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .setTraceId("0".repeat(32))
                .setBody(run)
                .build();
        byte[] bytes = serde.serializer().serialize("gtm.test", command);
        assertThat(bytes[0]).isZero();
        CampaignCommand read = serde.deserializer().deserialize("gtm.test", bytes);
        assertThat(read).isEqualTo(command);
        assertThat(((StartRun) read.getBody()).getLane()).isEqualTo(Lane.BATCH);
    }
}
